/** Unmaps the ring under a running lease. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { lease, LeaseReader } from "../../../lib/ringbuf/lease.ts";
import { RingReader } from "../../../lib/ringbuf/reader.ts";
import type { Mutant } from "../../suite.ts";

class DisposeIgnoresTheLease extends LeaseReader {
  override [Symbol.dispose](): void {
    RingReader.prototype[Symbol.dispose].call(this);
  }
}

export const disposeIgnoresTheLease: Mutant<RingbufImplementation> = {
  name: "dispose_ignores_the_lease",
  bug: "a disposal from inside a lease unmaps the record in hand",
  implementation: { ...lease, open: (input) => new DisposeIgnoresTheLease(input) },
};
