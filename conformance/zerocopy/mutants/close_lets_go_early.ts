/** Mutant: a reset gives buffers back that the kernel may still read. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  #taken = 0;
  #isReset = false;

  override sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = super.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    if (result > 0) this.#taken++;
    return result;
  }

  override reset(): void {
    super.reset();
    this.#isReset = true;
  }

  override read(): boolean {
    if (super.read()) return true;
    if (!this.#isReset) return false;
    this.#isReset = false;
    this.low = 0;
    this.high = this.#taken - 1;
    return true;
  }
}

export const closeLetsGoEarly = channelMutant({
  name: "close_lets_go_early",
  bug: "takes all sends for done once the connection was reset",
  channel: (inner, input) => new Broken(inner, input),
});
