/** A peer that is gone is an error with a name, and every buffer comes back. @module */
import { SysError } from "../../ffi/errno.ts";
import type { SinkTraits } from "../../lib/implementation.ts";
import { Broken, holds, must, mustEqual, type Rule, show } from "../rule.ts";
import { SinkDriver } from "../sink_driver.ts";
import type { SinkFixture } from "../sink_fixture.ts";

const PAYLOAD_BYTES = 64;
const ATTEMPTS = 4;
/** EPIPE, ECONNRESET, ENOTCONN, ECONNREFUSED; ECANCELED: what was queued behind it. */
const GONE: readonly number[] = [32, 104, 107, 111, 125];

export const brokenSocketIsTyped: Rule<SinkFixture, SinkTraits> = {
  id: "sink/broken_socket_is_typed",
  paths: ["X2", "X7", "UR-3", "ZC-11"],
  requirement: "Sends to a peer that is gone MUST fail with its errno, by SysError or as a " +
    "result, never as sent, and MUST give every buffer back",
  source: "https://man7.org/linux/man-pages/man2/send.2.html",
  killedBy: ["errors_are_success", "error_keeps_the_buffer"],
  on: "kernel",
  check(fixture) {
    const sink = fixture.open();
    const driver = new SinkDriver(fixture, sink);
    driver.send(fixture.content(0, PAYLOAD_BYTES));
    driver.finish();
    driver.results.length = 0;
    fixture.peer.close();
    let thrown = 0;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      thrown += attemptSend(driver, fixture.content(attempt, PAYLOAD_BYTES));
    }
    const wrong = driver.results.filter((result) => !GONE.includes(-result));
    // The reset of a TCP peer comes after the first send to it, which the kernel still takes.
    const mayPass = fixture.transport === "tcp" ? 1 : 0;
    must(wrong.length <= mayPass, {
      expected: "errors only, the peer being gone",
      actual: `results ${show(driver.results)}`,
    });
    must(thrown + driver.results.length - wrong.length > 0, {
      expected: `an error within ${ATTEMPTS} sends to a peer that is gone`,
      actual: "none",
    });
    mustEqual(driver.inFlight, { expected: 0, what: "sends that never came back" });
    mustEqual(sink.ledger.inFlight, { expected: 0, what: "its ledger's in flight" });
    mustEqual(fixture.pool.outstanding, { expected: 0, what: "buffers out" });
    return holds();
  },
};

/** One send, to its end. Returns 1 when it threw its error. */
function attemptSend(driver: SinkDriver, payload: Uint8Array): number {
  try {
    driver.offer(payload);
    driver.finish();
    return 0;
  } catch (error) {
    if (error instanceof Broken) throw error;
    must(error instanceof SysError && GONE.includes(error.errno), {
      expected: "SysError with EPIPE, ECONNRESET, ENOTCONN or ECONNREFUSED",
      actual: show(error),
    });
    driver.finish();
    return 1;
  }
}
