/** The peer hears of a stream by its invocation and metadata side by side, or not at all. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { CANCEL, INVOKE, METADATA } from "../../lib/mux/frame.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { SeenFrame } from "./scripted_end.ts";
import { stir } from "./settling.ts";
import { mustBecome } from "./waiting.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const STREAMS = 60;
const METADATA_BYTES = 500;

export const invokedOrUnknown: Rule<WriterFixture, WriterTraits> = {
  id: "mux/invoked_or_unknown",
  paths: ["MX-21"],
  requirement: "Whenever a stream is cancelled, its peer MUST see its metadata and invocation " +
    "side by side and then the cancel, or nothing of it",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "invoke_is_split",
    "cancels_what_is_unknown",
    "end_of_the_withdrawn_is_dropped",
  ],
  on: "kernel",
  async check(fixture) {
    const { random } = fixture;
    const options = { markBytes: 700, sendBufferBytes: 4096 };
    await fixture.faced(options, async ({ connection, peer }) => {
      const opened = Array.from({ length: STREAMS }, (_, index) => {
        const metadata = fixture.content(index, METADATA_BYTES);
        const one = connection.open("careful", { metadata });
        one.invoked?.catch(() => {});
        return one;
      });
      const canceled = new Set<number>();
      for (let round = 0; canceled.size < STREAMS / 2 && round < 1000; round++) {
        const { stream } = opened[random.integer(0, STREAMS - 1)]!;
        stream.cancel();
        canceled.add(stream.id);
        peer.look(random.integer(0, 2000));
        await stir(() => false, 1);
      }
      const last = connection.open("last").stream;
      await mustBecome(
        () => peer.look().some(({ kind, stream }) => kind === INVOKE && stream === last.id),
        { what: "all that was invoked comes", progress: () => peer.log.byteCount },
      );
      await stir(() => false, 4);
      mustBeWhole(peer.look(), canceled);
      const seen = new Set(peer.log.frames.map(({ stream }) => stream));
      const missing = opened.filter(({ stream: { id } }) => !canceled.has(id) && !seen.has(id));
      mustEqual(missing.length, { expected: 0, what: "streams that were not invoked" });
    });
    return holds();
  },
};

function mustBeWhole(frames: readonly SeenFrame[], canceled: ReadonlySet<number>): void {
  for (const [index, { kind, stream }] of frames.entries()) {
    const isFirst = frames.findIndex((frame) => frame.stream === stream) === index;
    const next = frames[index + 1];
    if (kind === METADATA) {
      const isInvoked = next?.kind === INVOKE && next.stream === stream;
      must(isInvoked, { expected: "the invocation behind its metadata", actual: "something else" });
    } else if (isFirst && kind !== INVOKE) {
      must(false, { expected: "a stream starts by its invocation", actual: `kind ${kind}` });
    }
  }
  for (const { stream } of frames.filter(({ kind }) => kind === INVOKE)) {
    if (!canceled.has(stream)) continue;
    const ends = frames.filter((frame) => frame.stream === stream && frame.kind === CANCEL);
    mustEqual(ends.length, { expected: 1, what: `cancels of stream ${stream}, which was invoked` });
  }
}
