/** From its threshold on a payload goes without a copy, and not below. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { THRESHOLD_BYTES } from "../../lib/zerocopy/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, ScriptedRun } from "./scripted_run.ts";

const BUFFER_BYTES = 16 * 1024;

export const threshold: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/threshold",
  paths: ["ZC-7"],
  requirement: "A payload of the threshold's size MUST go without a copy and one byte less MUST " +
    "be copied; 0 MUST mean every payload",
  source: "https://github.com/valkey-io/valkey/pull/1543",
  killedBy: ["threshold_is_exceeded", "threshold_0_is_the_default"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    fixture.start({ bufferBytes: BUFFER_BYTES });
    for (const thresholdBytes of [2, 1000, THRESHOLD_BYTES, BUFFER_BYTES]) {
      mustAsk(fixture, { thresholdBytes, sizes: [thresholdBytes - 1, thresholdBytes] });
    }
    mustAsk(fixture, { thresholdBytes: 0, sizes: [1, 100, BUFFER_BYTES] });
    return holds();
  },
};

function mustAsk(fixture: ZerocopyFixture, options: {
  readonly thresholdBytes: number;
  readonly sizes: readonly number[];
}): void {
  const { thresholdBytes, sizes } = options;
  const run = new ScriptedRun(fixture, { thresholdBytes });
  for (const size of sizes) run.send(size);
  mustEqual(run.script.sends.map(({ zeroCopy }) => zeroCopy), {
    expected: sizes.map((size) => size >= thresholdBytes),
    what: `zero copy of payloads of ${sizes.join(", ")} bytes, from ${thresholdBytes} on`,
  });
}
