/** Tests that no sender makes garbage for each payload, over loopback, its clocks left out. @module */
import { assert } from "@std/assert";
import { zerocopyImplementations } from "../../lib/zerocopy/table.ts";
import { CAPACITY_MIN } from "../../lib/zerocopy/tracker.ts";
import { HeapMeter, NO_METER } from "../meter.ts";
import { openZerocopyRig } from "./rig.ts";

const WARM_UP_CYCLES = 24;
const CYCLES = 15;
/** The least that V8 can allocate is two words of 4 bytes and a number: per send it would show. */
const OBJECT_BYTES = 12;

for (const implementation of zerocopyImplementations) {
  const ignore = !implementation.probe().available;
  Deno.test(`${implementation.name} allocates nothing for a send`, { ignore }, async () => {
    const point = { wire: "loopback", source: "hot", payloadBytes: 1024, replicas: 1 };
    const worker = { kind: "implementation", implementation } as const;
    // the tracker does not grow: how often it would is the kernel's doing, not the sends'
    const options = { ...point, timed: false, maxInFlight: CAPACITY_MIN, placement: {} };
    const rig = await openZerocopyRig(worker, options);
    try {
      for (let cycle = 0; cycle < WARM_UP_CYCLES; cycle++) await rig.cycle(NO_METER);
      const heap = new HeapMeter();
      let sends = 0;
      for (let cycle = 0; cycle < CYCLES; cycle++) sends += (await rig.cycle(heap)).operations;
      const perSend = heap.growthBytes() / sends;
      assert(perSend < OBJECT_BYTES / 2, `${perSend} bytes of heap a send`);
    } finally {
      rig[Symbol.dispose]();
      await rig.ended!();
    }
  });
}
