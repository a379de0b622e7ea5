/** Mutant: out of memory it waits for a notification, also where none is to come. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  #starved = false;

  override sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = super.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    this.#starved = result === -ERRNO.ENOBUFS;
    return result;
  }

  override send(buffer: number, offsetBytes: number, payloadBytes: number): number {
    return this.#starved ? -ERRNO.EAGAIN : super.send(buffer, offsetBytes, payloadBytes);
  }
}

export const noMemoryAlwaysWaits = channelMutant({
  name: "no_memory_always_waits",
  bug: "waits for a notification on ENOBUFS with nothing in flight, for ever",
  channel: (inner, input) => new Broken(inner, input),
});
