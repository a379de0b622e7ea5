/** Hands out leases that never end. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { lease, LeaseReader } from "../../../lib/ringbuf/lease.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Mutant } from "../../suite.ts";

class LeaseOutlivesScope extends LeaseReader {
  override withLease<T>(body: (lease: CursorSource) => T): T {
    const own: Record<PropertyKey, unknown> = {
      next: () => this.advance(),
      commit: () => this.release(),
      view: () => this.view(),
      wait: (timeoutMs: number) => this.wait(timeoutMs),
    };
    return super.withLease((lease) =>
      body(
        new Proxy(lease, {
          get: (target, name) => own[name] ?? Reflect.get(target, name, target),
        }),
      )
    );
  }
}

export const leaseOutlivesScope: Mutant<RingbufImplementation> = {
  name: "lease_outlives_scope",
  bug: "a lease kept from a scope works on after it",
  implementation: { ...lease, open: (input) => new LeaseOutlivesScope(input) },
};
