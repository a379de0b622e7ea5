/** Whatever is written, taken back, stopped or fails in whatever order, all adds up. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import fc from "fast-check";
import { ERRNO } from "../../ffi/errno.ts";
import { WINDOW_UPDATE } from "../../lib/mux/frame.ts";
import { must, mustEqual, type Rule } from "../rule.ts";
import { checkFreshRuns } from "./fresh_runs.ts";
import { stir } from "./settling.ts";
import { controlHeader, type WriterRig } from "./writer_rig.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const RUNS = 150;
const STREAMS = 3;

type Step =
  | { readonly write: number; readonly sizeBytes: number }
  | { readonly room: number }
  | { readonly withdraw: number }
  | "control"
  | "turn"
  | "stop"
  | "failure";

const stream = fc.integer({ min: 1, max: STREAMS });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ write: stream, sizeBytes: fc.integer({ min: 0, max: 40 }) }),
  },
  { weight: 5, arbitrary: fc.record({ room: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ withdraw: stream }) },
  { weight: 2, arbitrary: fc.constant<Step>("control") },
  { weight: 2, arbitrary: fc.constant<Step>("turn") },
);
/** How it ends: drained, or cut off. */
const end: fc.Arbitrary<Step> = fc.constantFrom<Step>("turn", "stop", "failure");

export const anyOrderOfWrites: Rule<WriterFixture, WriterTraits> = {
  id: "mux/any_order_of_writes",
  paths: ["MX-10", "MX-12", "MX-15", "X9"],
  requirement: "In any order of writes, room, withdrawals, control frames, a stop and a " +
    "failure, what is taken MUST go out whole, in order and once, and nobody wait " +
    "for ever",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "asks_for_no_flush",
    "forgets_the_parked",
    "stop_forgets_the_parked",
    "short_write_starts_anew",
  ],
  on: "fake",
  check(fixture) {
    return checkFreshRuns(fixture, {
      inputs: fc.tuple(fc.array(step, { maxLength: 50, size: "max" }), end),
      runCount: RUNS,
      run: (fresh, [steps, last]) => run(fresh, steps, last),
      describe: ([steps, last]) =>
        [...steps, last].map((one) => typeof one === "string" ? one : Object.entries(one).join(" "))
          .join(", "),
    });
  },
};

async function run(fixture: WriterFixture, steps: readonly Step[], last: Step): Promise<void> {
  const rig = fixture.open({ markBytes: 40 });
  rig.end.roomBytes = 0;
  let controls = 0;
  for (const one of steps) {
    if (one === "turn") await stir(() => false, 0);
    else if (one === "control") {
      const header = controlHeader(WINDOW_UPDATE, STREAMS + 1, 1);
      rig.writer.writeControl(header, Uint8Array.of(controls++));
    } else if (typeof one !== "object") continue;
    else if ("write" in one) {
      rig.write(one.write, fixture.content(rig.written.length, one.sizeBytes));
    } else if ("room" in one) {
      rig.end.roomBytes += one.room;
      rig.drive();
    } else rig.writer.withdraw(rig.owner(one.withdraw), "withdrawn");
  }
  if (last === "turn") return await mustAddUp(rig, controls);
  await mustBeOver(rig, last);
}

async function mustAddUp(rig: WriterRig, controls: number): Promise<void> {
  await rig.drain();
  await stir(() => rig.written.every(({ fate }) => fate !== "waits"), 1);
  rig.mustHaveSentTheTaken();
  const came = rig.end.log.frames.filter(({ stream }) => stream > STREAMS);
  mustEqual(came.map(({ payload }) => payload[0]), {
    expected: Array.from({ length: controls }, (_, index) => index),
    what: "control frames",
  });
}

async function mustBeOver(rig: WriterRig, last: Step): Promise<void> {
  if (last === "stop") rig.writer.stop("stopped");
  else {
    rig.end.errno = ERRNO.ECONNRESET;
    rig.write(1, new Uint8Array(1)); // so that there is something to fail with
    rig.drive();
  }
  const before = rig.end.log.byteCount;
  rig.end.errno = 0;
  await rig.drain();
  const waiting = () => rig.written.filter(({ fate }) => fate === "waits").length;
  await stir(() => waiting() === 0, 1);
  mustEqual(waiting(), { expected: 0, what: `writes that wait after a ${last}` });
  mustEqual(rig.end.log.byteCount - before, { expected: 0, what: `bytes sent after a ${last}` });
  const { reason } = rig.writer;
  for (const one of rig.written.filter(({ fate }) => fate === "refused")) {
    const isRight = one.reason === reason || one.reason === "withdrawn";
    must(isRight, { expected: `refused with ${reason}`, actual: one.reason });
  }
}
