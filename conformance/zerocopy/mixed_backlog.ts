/** Plain and zero-copy sends of one backlog on one connection keep the stream and free the blocks. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { Backlog } from "../../lib/zerocopy/backlog.ts";
import { fillStream, verifyStream } from "../../lib/zerocopy/fixture/pattern.ts";
import { Replica } from "../../lib/zerocopy/replica.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";

const BLOCK_BYTES = 4096;
const BLOCK_COUNT = 16;
const TOTAL_BYTES = 5 * BLOCK_COUNT * BLOCK_BYTES + 777;
const PATIENCE_MS = 2500;

export const mixedBacklog: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/mixed_backlog",
  paths: ["ZC-8", "ZC-3"],
  requirement: "Plain and zero-copy sends, mixed on one connection, MUST bring the stream as it " +
    "was written, and MUST give back every block of the backlog",
  source: "https://github.com/valkey-io/valkey/pull/1543",
  killedBy: ["plain_sends_take_numbers"],
  on: "kernel",
  check(fixture) {
    using backlog = new Backlog({
      blockBytes: BLOCK_BYTES,
      blockCount: BLOCK_COUNT,
      checked: true,
    });
    fixture.start({ sendBufferBytes: 8192 });
    const sink = fixture.openSender({ pool: backlog.pool, thresholdBytes: BLOCK_BYTES / 2 });
    using replica = new Replica(backlog, sink);
    replicate(fixture, { backlog, replica });
    const { askedZeroCopy, taken } = sink.ledger;
    const isMixed = askedZeroCopy > 0 && askedZeroCopy < taken;
    precondition(isMixed || !fixture.traits.asksZeroCopy, "all sends were of one kind");
    const full = Math.floor(TOTAL_BYTES / BLOCK_BYTES);
    mustEqual(backlog.trimmed, { expected: full, what: "blocks trimmed in the end" });
    return holds();
  },
};

/** Writes pieces of any size, so that a block goes out in parts below and above the threshold. */
function replicate(fixture: ZerocopyFixture, stream: {
  readonly backlog: Backlog;
  readonly replica: Replica;
}): void {
  const { backlog, replica } = stream;
  const endMs = performance.now() + PATIENCE_MS;
  let arrived = 0;
  for (;;) {
    const left = TOTAL_BYTES - backlog.position;
    const wanted = Math.min(left, fixture.random.integer(1, 2 * BLOCK_BYTES));
    backlog.append(wanted, (target, position) => fillStream(target, { position }));
    replica.pump();
    arrived = verify(fixture, arrived);
    replica.reap();
    if (replica.returnedBytes === TOTAL_BYTES && arrived === TOTAL_BYTES) return;
    must(performance.now() < endMs, {
      expected: `${TOTAL_BYTES} bytes at the peer, and their buffers back`,
      actual: `${arrived} arrived, ${replica.returnedBytes} are back`,
    });
  }
}

function verify(fixture: ZerocopyFixture, position: number): number {
  let arrived = position;
  for (const bytes of fixture.peer.receive()) {
    const wrongAt = verifyStream(bytes, { position: arrived });
    mustEqual(wrongAt, { expected: -1, what: `the first wrong byte behind ${arrived}` });
    arrived += bytes.length;
  }
  return arrived;
}
