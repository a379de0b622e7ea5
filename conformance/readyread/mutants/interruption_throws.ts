/** Mutant: a signal is an error of its wait. @module */
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override wait(timeoutMs: number): Outcome {
    const endMs = performance.now() + timeoutMs;
    const woken = this.waiter.sleep(timeoutMs);
    if (woken === 0 && performance.now() < endMs) throw new SysError("epoll_wait", ERRNO.EINTR);
    return super.wait(0);
  }
}

export const interruptionThrows: ReadMutant = toReadMutant({
  name: "interruption_throws",
  bug: "throws EINTR when a signal interrupts its wait",
  open: (input) => new Broken(input),
});
