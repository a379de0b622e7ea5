/** Mutant: its second close is an error. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override close(reason: unknown): void {
    if (this.isClosed) throw new Error("Cannot close: it is closed");
    super.close(reason);
  }

  override [Symbol.dispose](): void {
    if (!this.isClosed) super[Symbol.dispose]();
    for (const { buffer } of this.items.splice(0)) this.pool.release(buffer);
  }
}

export const secondCloseThrows = queueMutant({
  name: "second_close_throws",
  bug: "throws at its second close",
  open: (input, traits) => new Broken(input, traits),
});
