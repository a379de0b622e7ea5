/** Mutant: it counts plain sends among the numbered ones. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  #plain = 0;

  override send(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = super.send(buffer, offsetBytes, payloadBytes);
    if (result > 0) this.#plain++;
    return result;
  }

  override read(): boolean {
    if (!super.read()) return false;
    this.low = (this.low - this.#plain) >>> 0;
    this.high = (this.high - this.#plain) >>> 0;
    return true;
  }
}

export const plainSendsTakeNumbers = channelMutant({
  name: "plain_sends_take_numbers",
  bug: "takes notifications for sends that lie further back by each plain send",
  channel: (inner, input) => new Broken(inner, input),
});
