/** Notifications that come late hold memory up to the cap, and then give all of it back. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { Backlog } from "../../lib/zerocopy/backlog.ts";
import type { ZerocopySink } from "../../lib/zerocopy/contract.ts";
import { Replica } from "../../lib/zerocopy/replica.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { RingRun } from "./ring_run.ts";
import { neverAsks } from "./scripted_run.ts";

const BLOCK_BYTES = 4096;
const BLOCK_COUNT = 24;
/** Fewer than the backlog has blocks, so that the cap is what stops the sender. */
const CAP = 10;
const ROUNDS = 3;

/** A sender whose notifications a script keeps back. */
interface Withheld extends Disposable {
  readonly sink: ZerocopySink;
  /** Says that what was sent is sent, as a ring does; its memory stays with the kernel. */
  sent(): void;
  /** Notifies of all that was sent so far. */
  notify(): void;
}

export const lateCompletions: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/late_completions",
  paths: ["ZC-9", "X3"],
  requirement:
    "While notifications are withheld, memory in flight MUST grow to the cap, be told, " +
    "and grow no further; once they come, all of it MUST be given back and the backlog trimmed",
  source: "https://github.com/valkey-io/valkey/pull/1543",
  killedBy: ["late_memory_is_unbounded", "late_sends_are_forgotten"],
  on: "fake",
  fakesKernel: true,
  exempt: neverAsks,
  check(fixture) {
    using backlog = new Backlog({
      blockBytes: BLOCK_BYTES,
      blockCount: BLOCK_COUNT,
      checked: true,
    });
    using withheld = withhold(fixture, backlog);
    using replica = new Replica(backlog, withheld.sink);
    for (let round = 1; round <= ROUNDS; round++) checkRound({ backlog, withheld, replica }, round);
    return holds();
  },
};

interface Parts {
  readonly backlog: Backlog;
  readonly withheld: Withheld;
  readonly replica: Replica;
}

function checkRound({ backlog, withheld, replica }: Parts, round: number): void {
  const { sink } = withheld;
  const full = BLOCK_COUNT * BLOCK_BYTES;
  const trimmed = backlog.trimmed;
  backlog.append(backlog.room, (target) => target.fill(round));
  mustEqual(backlog.room, { expected: 0, what: "room in the backlog before the first send" });
  for (let tries = 0; tries < 2; tries++) {
    replica.pump();
    withheld.sent();
    replica.reap();
  }
  mustEqual(toldOf(sink), {
    expected: { inFlight: CAP, bytesPinned: CAP * BLOCK_BYTES, room: 0 },
    what: `its figures with all notifications withheld, round ${round}`,
  });
  mustThrow(() => sink.send(0, 0, 1), { name: "CapReached", what: "a send beyond the cap" });
  mustEqual(backlog.trimmed, { expected: trimmed, what: "blocks trimmed while withheld" });
  const goal = replica.returnedBytes + full;
  for (let tries = 0; replica.returnedBytes < goal && tries < BLOCK_COUNT; tries++) {
    withheld.notify();
    replica.reap();
    replica.pump();
  }
  mustEqual({ ...toldOf(sink), trimmed: backlog.trimmed }, {
    expected: { inFlight: 0, bytesPinned: 0, room: CAP, trimmed: trimmed + BLOCK_COUNT },
    what: `its figures once notifications came, and the blocks trimmed, round ${round}`,
  });
}

function toldOf(sink: ZerocopySink): object {
  const { inFlight, bytesPinned } = sink.stats;
  return { inFlight, bytesPinned, room: sink.room };
}

/** By the ring where the sender has one, by its channel where it has none. */
function withhold(fixture: ZerocopyFixture, { pool }: Backlog): Withheld {
  const options = { pool, maxInFlight: CAP };
  if (fixture.traits.ring === true) {
    const run = new RingRun(fixture, options);
    return {
      sink: run.sink,
      sent: () => run.resultAll(),
      notify: () => run.notifyAll(),
      [Symbol.dispose]: () => run[Symbol.dispose](),
    };
  }
  const { sink, script } = fixture.openScripted(options);
  let notified = 0;
  return {
    sink,
    sent: () => {},
    notify: () => {
      const count = script.taken.length;
      if (count > notified) script.notify(notified, count - 1);
      notified = count;
    },
    [Symbol.dispose]: () => {},
  };
}
