/** Mutant: out of memory it copies, and numbers the copy. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = super.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    if (result !== -ERRNO.ENOBUFS) return result;
    return super.send(buffer, offsetBytes, payloadBytes);
  }
}

export const noMemoryAlwaysCopies = channelMutant({
  name: "no_memory_always_copies",
  bug: "copies on ENOBUFS, and waits for a notification of the copy",
  channel: (inner, input) => new Broken(inner, input),
});
