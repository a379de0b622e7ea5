/** Mutant: it takes a number that it does not know for its oldest send. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  #taken = 0;

  override sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = super.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    if (result > 0) this.#taken++;
    return result;
  }

  override read(): boolean {
    if (!super.read()) return false;
    if (this.high >= this.#taken) this.low = this.high = this.#taken - 1;
    return true;
  }
}

export const unknownIsTheOldest = channelMutant({
  name: "unknown_is_the_oldest",
  bug: "completes a send in flight for a number that was never given",
  channel: (inner, input) => new Broken(inner, input),
});
