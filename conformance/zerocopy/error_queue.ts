/** The error queue is read to its end, and errors of the connection are not taken for it. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { setLinger } from "../../ffi/socket.ts";
import type { SinkTraits } from "../../lib/implementation.ts";
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import { leastCpuShare, percent } from "../cpu_share.ts";
import { Broken, holds, must, mustEqual, type Rule, show } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";
import { neverAsks, numbers, ScriptedRun } from "./scripted_run.ts";

const MESSAGES = 300;
const SLEEP_MS = 60;
const PATIENCE_MS = 2000;
const CPU_SHARE_MAX = 0.2;

export const errorQueue: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/error_queue",
  paths: ["ZC-11"],
  requirement: "The error queue MUST be read until it is empty, other messages in it MUST be " +
    "counted, and a reset of the connection MUST reach the sender and make no wait spin",
  source: "https://man7.org/linux/man-pages/man2/recv.2.html",
  killedBy: ["reads_one_message", "resets_are_lost"],
  on: "kernel",
  exempt: (traits) =>
    neverAsks(traits) ??
      (traits.needsKernel ? "it has completions, and no error queue" : undefined),
  check(fixture) {
    checkManyMessages(fixture);
    checkOtherMessages(fixture);
    checkReset(fixture);
    return holds();
  },
};

function checkManyMessages(fixture: ZerocopyFixture): void {
  const run = new ScriptedRun(fixture);
  const count = Math.min(MESSAGES, fixture.traits.maxInFlight);
  run.sendMany(count);
  for (let id = 0; id < count; id++) run.script.notify(id);
  run.mustReturn(numbers(0, count - 1), `after ${count} messages in the error queue`);
  mustEqual(run.script.unread, { expected: 0, what: "messages left in the error queue" });
}

function checkOtherMessages(fixture: ZerocopyFixture): void {
  const run = new ScriptedRun(fixture);
  run.sendMany(1);
  run.script.otherCount = 3;
  run.script.notify(0);
  run.mustReturn([0], "after messages of another kind");
  mustEqual(run.sink.stats.otherErrors, { expected: 3, what: "messages of another kind" });
}

/** The peer resets while the sender waits: it has nothing to send, so only the wait can tell. */
function checkReset(fixture: ZerocopyFixture): void {
  const sink = fixture.openSender();
  setLinger(fixture.peer.fd, 0);
  fixture.peer.close();
  sink.drain(SLEEP_MS / 4);
  const outcome = OUTCOME_NAMES[sink.wait(PATIENCE_MS)];
  mustEqual(outcome, { expected: "READY", what: "a wait on a connection that was reset" });
  mustEqual(sink.brokenBy, { expected: ERRNO.ECONNRESET, what: "what broke the connection" });
  const buffer = fixture.pool.acquire();
  try {
    const took = sink.send(buffer, 0, 64);
    throw new Broken("SysError from a send on a connection that was reset", `it took ${took}`);
  } catch (error) {
    if (error instanceof Broken) throw error;
    must(error instanceof SysError, { expected: "SysError", actual: show(error) });
  } finally {
    fixture.pool.release(buffer);
  }
  mustNotSpin(fixture);
}

/** EPOLLERR and EPOLLHUP stay for ever once a connection is gone: a sleep must not mind. */
function mustNotSpin(fixture: ZerocopyFixture): void {
  const { sink, script } = fixture.openScripted();
  setLinger(fixture.peer.fd, 0);
  fixture.peer.close();
  const buffer = fixture.pool.acquire();
  sink.send(buffer, 0, 64);
  const share = leastCpuShare(CPU_SHARE_MAX, () => sink.drain(SLEEP_MS));
  must(share < CPU_SHARE_MAX, {
    expected: `a drain that sleeps, with EPOLLERR and no message (${percent(CPU_SHARE_MAX)} CPU)`,
    actual: percent(share),
  });
  script.notify(0);
  sink.reap(new Int32Array(1), new Int32Array(1));
  fixture.pool.release(buffer);
}
