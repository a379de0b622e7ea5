/** Zero copy by callback: each record is released when its visit returns. @module */
import { ConcurrentUse } from "../errors.ts";
import { AVAILABLE, type Traits } from "../implementation.ts";
import { CLOSED, DATA } from "../outcome.ts";
import type { Visit, VisitorSource } from "../source.ts";
import type { RingbufImplementation } from "./contract.ts";
import { HELD_POLL_MS, RingReader } from "./reader.ts";

/** The reader of {@linkcode callback}. */
export class CallbackReader extends RingReader implements VisitorSource {
  #visiting = false;

  consume(visit: Visit, limit: number): number {
    if (this.#visiting) {
      throw new ConcurrentUse("Cannot consume: a visit of this reader is running");
    }
    this.#visiting = true;
    let count = 0;
    try {
      while (count < limit) {
        const outcome = this.stepOverDiscards();
        if (outcome !== DATA) return count === 0 && outcome === CLOSED ? -CLOSED : count;
        count++;
        this.ledger.deliver();
        if (this.#visitOne(visit)) break;
      }
      return count;
    } finally {
      this.#visiting = false;
    }
  }

  override [Symbol.dispose](): void {
    if (this.#visiting) {
      throw new ConcurrentUse("Cannot dispose the reader: a visit of it is running; close() it");
    }
    super[Symbol.dispose]();
  }

  /** One visit and its release; a record whose visit throws is consumed all the same. */
  #visitOne(visit: Visit): boolean {
    const position = this.cursor; // before the visit: a close inside it moves the cursor's end
    try {
      const result = visit(this.offset, this.length);
      return result !== undefined && result < 0;
    } finally {
      this.endViews();
      this.ledger.release(1);
      this.memory.publishRelaxed(position);
    }
  }
}

const traits: Traits = {
  style: "visitor",
  release: "record",
  copies: false,
  discardsVisible: false,
  busy: "empty",
  heldWait: { pollMs: HELD_POLL_MS },
  visitError: "consumed",
  maxInFlight: 1,
  ordered: true,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: "5.8",
  needsKernel: false,
};

/** Calls back with each record in place, and advances the ring when the callback returns. */
export const callback: RingbufImplementation = {
  name: "callback",
  summary: "calls back in place; the return commits",
  source: "https://github.com/cilium/ebpf/pull/1979",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new CallbackReader(input),
};
