/** Tests of the rig of the stalled replica, over loopback. @module */
import { assert, assertEquals } from "@std/assert";
import { msgZerocopy } from "../../lib/zerocopy/msg_zerocopy.ts";
import { NO_METER } from "../meter.ts";
import { CAP_BYTES, ENDS, openStalledRig, WRITTEN_BYTES } from "./stalled_rig.ts";

for (const end of ENDS) {
  Deno.test(`a replica that stalls and ${end} holds blocks, and gives all back`, async () => {
    const worker = { kind: "implementation", implementation: msgZerocopy } as const;
    const rig = await openStalledRig(worker, { wire: "loopback", end, placement: {} });
    try {
      const moved = await rig.cycle(NO_METER);
      assertEquals([moved.void, moved.bytes], [undefined, 2 * WRITTEN_BYTES]);
      const { heldBytes, stalledPinnedBytes, releaseNs } = rig.takeExtra!();
      assert(heldBytes! > 0 && heldBytes! <= CAP_BYTES);
      assert(stalledPinnedBytes! > 0 && stalledPinnedBytes! <= CAP_BYTES);
      assert(releaseNs! > 0);
    } finally {
      rig[Symbol.dispose]();
      await rig.ended!();
    }
  });
}
