/** Mutant: it gives a buffer back as soon as it was sent. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  #taken = 0;
  #done = 0;

  override sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = super.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    if (result > 0) this.#taken++;
    return result;
  }

  override read(): boolean {
    while (super.read());
    if (this.#done === this.#taken) return false;
    this.low = this.#done;
    this.high = this.#taken - 1;
    this.copied = false;
    this.#done = this.#taken;
    return true;
  }
}

export const releasedOnSend = channelMutant({
  name: "released_on_send",
  bug: "takes every send for done the moment the socket took it",
  channel: (inner, input) => new Broken(inner, input),
});
