/** Trusts an edge-triggered wake-up with a record in hand. @module */
import { Epoll, EPOLLET, EPOLLIN } from "../../../ffi/epoll.ts";
import type { RingbufImplementation, RingbufInput } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class SleepsOnAnEdgeWhileHeld extends PlainReader {
  readonly #edge: Epoll;

  constructor(input: RingbufInput) {
    super(input);
    this.#edge = Epoll.open();
    this.#edge.add(input.ring.pollFd, { events: (EPOLLIN | EPOLLET) >>> 0, data: 1 });
  }

  override [Symbol.dispose](): void {
    this.#edge[Symbol.dispose]();
    super[Symbol.dispose]();
  }

  protected override sleep(leftMs: number): number {
    if (!this.holds()) return super.sleep(leftMs);
    this.#edge.wait(0); // the edge of the record in hand
    this.#edge.wait(Math.max(leftMs, 0));
    return 0;
  }
}

export const sleepsOnAnEdgeWhileHeld: Mutant<RingbufImplementation> = plainMutant({
  name: "sleeps_on_an_edge_while_held",
  bug:
    "with a record in hand it sleeps on EPOLLET, and the kernel wakes nobody who has not caught up",
  open: (input) => new SleepsOnAnEdgeWhileHeld(input),
});
