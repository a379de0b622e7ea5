/** Declares that it carries, and commits. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { lease, LeaseReader } from "../../../lib/ringbuf/lease.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Mutant } from "../../suite.ts";

class LeaseCommitsAtScopeEnd extends LeaseReader {
  override withLease<T>(body: (lease: CursorSource) => T): T {
    return super.withLease((lease) => {
      try {
        return body(lease);
      } finally {
        this.release();
      }
    });
  }
}

export const leaseCommitsAtScopeEnd: Mutant<RingbufImplementation> = {
  name: "lease_commits_at_scope_end",
  bug: "the end of a scope releases what its body did not commit",
  implementation: { ...lease, open: (input) => new LeaseCommitsAtScopeEnd(input) },
};
