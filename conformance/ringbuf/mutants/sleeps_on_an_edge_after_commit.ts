/** Trusts an edge-triggered wake-up after a commit, without a look. @module */
import { Epoll, EPOLLET, EPOLLIN } from "../../../ffi/epoll.ts";
import { DEADLINE, type Outcome, READY } from "../../../lib/outcome.ts";
import type { RingbufImplementation, RingbufInput } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class SleepsOnAnEdgeAfterCommit extends PlainReader {
  readonly #edge: Epoll;
  #committed = false;

  constructor(input: RingbufInput) {
    super(input);
    this.#edge = Epoll.open();
    this.#edge.add(input.ring.pollFd, { events: (EPOLLIN | EPOLLET) >>> 0, data: 1 });
  }

  override commit(): void {
    super.commit();
    this.#edge.wait(0); // what was submitted up to now needs no wake-up, it believes
    this.#committed = true;
  }

  override wait(timeoutMs: number): Outcome {
    if (!this.#committed) return super.wait(timeoutMs);
    this.#committed = false;
    return this.#edge.wait(Math.max(timeoutMs, 0)) > 0 ? READY : DEADLINE;
  }

  override [Symbol.dispose](): void {
    this.#edge[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

export const sleepsOnAnEdgeAfterCommit: Mutant<RingbufImplementation> = plainMutant({
  name: "sleeps_on_an_edge_after_commit",
  bug:
    "after a commit it sleeps on EPOLLET, though a record submitted before the commit gave no edge",
  open: (input) => new SleepsOnAnEdgeAfterCommit(input),
});
