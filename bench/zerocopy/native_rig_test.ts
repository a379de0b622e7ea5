/** Tests of the rig of TypeScript against C, over loopback, where each byte is checked. @module */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { findCompiler } from "../../ffi/compiler.ts";
import { NO_METER } from "../meter.ts";
import { buildNative } from "../native.ts";
import { openNativeRig, RUN_BYTES, ZEROCOPY_NATIVE } from "./native_rig.ts";

const ignore = !findCompiler().available;
const PAYLOAD_BYTES = 65536;
const TURNS = 3;
const BYTES = TURNS * RUN_BYTES;
const POINT = { wire: "loopback", payloadBytes: PAYLOAD_BYTES, turns: TURNS, placement: {} };

for (const call of ["send", "msg_zerocopy"]) {
  Deno.test(
    `openNativeRig() has C send as TypeScript does by ${call}`,
    { ignore },
    async () => {
      using built = buildNative(ZEROCOPY_NATIVE);
      assert("libraryPath" in built);
      const worker = { kind: "native", libraryPath: built.libraryPath } as const;
      const rig = await openNativeRig(worker, { ...POINT, call });
      try {
        const moved = await rig.cycle(NO_METER);
        assertEquals(moved, { operations: BYTES / PAYLOAD_BYTES, bytes: BYTES });
        const { typeScriptOverC, typeScriptOverCProcess } = rig.takeExtra!();
        assert(typeScriptOverC! > 0 && typeScriptOverCProcess! > 0);
      } finally {
        rig[Symbol.dispose]();
        await rig.ended!();
      }
    },
  );
}

Deno.test("openNativeRig() refuses a call that there is no loop in C for", async () => {
  const worker = { kind: "native", libraryPath: "" } as const;
  await assertRejects(() => openNativeRig(worker, { ...POINT, call: "writev" }), RangeError);
});
