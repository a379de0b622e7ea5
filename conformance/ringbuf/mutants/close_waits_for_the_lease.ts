/** Waits in close for a lease that waits for close. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { lease, LeaseReader } from "../../../lib/ringbuf/lease.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Mutant } from "../../suite.ts";

class CloseWaitsForTheLease extends LeaseReader {
  /** 1 while a lease runs. */
  readonly #running = new Int32Array(new SharedArrayBuffer(4));

  override withLease<T>(body: (lease: CursorSource) => T): T {
    return super.withLease((lease) => {
      this.#running[0] = 1;
      try {
        return body(lease);
      } finally {
        this.#running[0] = 0;
      }
    });
  }

  override close(): void {
    Atomics.wait(this.#running, 0, 1);
    super.close();
  }
}

export const closeWaitsForTheLease: Mutant<RingbufImplementation> = {
  name: "close_waits_for_the_lease",
  bug: "a close from inside a lease waits for its end, for ever",
  implementation: { ...lease, open: (input) => new CloseWaitsForTheLease(input) },
};
