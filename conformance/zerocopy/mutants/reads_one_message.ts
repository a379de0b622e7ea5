/** Mutant: it reads one message of the error queue at a time. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  #hasRead = false;

  override read(): boolean {
    this.#hasRead = !this.#hasRead && super.read();
    return this.#hasRead;
  }
}

export const readsOneMessage = channelMutant({
  name: "reads_one_message",
  bug: "leaves all but the first message in the error queue",
  channel: (inner, input) => new Broken(inner, input),
});
