/** Mutant: it counts a refused send among the numbered ones. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  #refused = 0;

  override sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = super.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    if (result < 0) this.#refused++;
    return result;
  }

  override read(): boolean {
    if (!super.read()) return false;
    this.low = (this.low - this.#refused) >>> 0;
    this.high = (this.high - this.#refused) >>> 0;
    return true;
  }
}

export const refusedSendsTakeNumbers = channelMutant({
  name: "refused_sends_take_numbers",
  bug: "takes notifications for sends that lie further back by each refused send",
  channel: (inner, input) => new Broken(inner, input),
});
