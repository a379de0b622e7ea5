/** Mutant: its second close is an error. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override close(timeoutMs: number): void {
    if (!this.isOpen) throw new Error("Cannot close: it is closed");
    super.close(timeoutMs);
  }

  override [Symbol.dispose](): void {
    this.isOpen = true;
    super[Symbol.dispose]();
  }
}

export const closeTwiceThrows: SinkMutant = {
  name: "close_twice_throws",
  bug: "closing what is closed throws",
  open: (input) => new Broken(input),
};
