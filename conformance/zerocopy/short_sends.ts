/** What a send took is bound to its number, and the rest goes out under the next. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { Backlog } from "../../lib/zerocopy/backlog.ts";
import { Replica } from "../../lib/zerocopy/replica.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, ScriptedRun } from "./scripted_run.ts";

const BLOCK_BYTES = 2048;
const PARTS = [700, 1, 900];

export const shortSends: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/short_sends",
  paths: ["ZC-3"],
  requirement: "Of a short send only the bytes taken MUST be booked under its number; the rest " +
    "takes the next one, and a block MUST be kept until its last number is done",
  source: "https://docs.kernel.org/networking/msg_zerocopy.html",
  killedBy: ["short_send_is_whole"],
  on: "fake",
  exempt: neverAsks,
  check(fixture) {
    checkResult(fixture);
    checkBlock(fixture);
    return holds();
  },
};

function checkResult(fixture: ZerocopyFixture): void {
  const { sink, script } = new ScriptedRun(fixture);
  const buffer = fixture.pool.acquire();
  script.zeroCopyResults.push(...PARTS);
  let at = 0;
  for (const part of PARTS) {
    const took = sink.send(buffer, at, BLOCK_BYTES - at);
    mustEqual(took, { expected: part, what: "bytes taken by a short send" });
    at += took;
  }
  const [buffers, results] = [new Int32Array(8), new Int32Array(8)];
  script.notify(0, PARTS.length - 1);
  const count = sink.reap(buffers, results);
  fixture.pool.release(buffer);
  mustEqual([...results.subarray(0, count)], { expected: PARTS, what: "results of short sends" });
}

function checkBlock(fixture: ZerocopyFixture): void {
  using backlog = new Backlog({ blockBytes: BLOCK_BYTES, blockCount: 4, checked: true });
  const { sink, script } = fixture.openScripted({ pool: backlog.pool });
  using replica = new Replica(backlog, sink);
  backlog.append(BLOCK_BYTES, (target) => target.fill(1));
  script.zeroCopyResults.push(...PARTS);
  replica.pump();
  const offsets = script.sends.map(({ offsetBytes }) => offsetBytes);
  mustEqual(offsets, { expected: [0, 700, 701, 1601], what: "offsets of a block sent in parts" });
  for (const id of [3, 1, 0]) {
    script.notify(id);
    replica.reap();
    mustEqual(backlog.trimmed, {
      expected: 0,
      what: `blocks trimmed after number ${id} of 0 to 3`,
    });
  }
  script.notify(2);
  replica.reap();
  mustEqual(backlog.trimmed, { expected: 1, what: "blocks trimmed after the last number" });
}
