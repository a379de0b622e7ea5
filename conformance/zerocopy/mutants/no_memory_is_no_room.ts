/** Mutant: it takes ENOBUFS for a full socket. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = super.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    return result === -ERRNO.ENOBUFS ? -ERRNO.EAGAIN : result;
  }
}

export const noMemoryIsNoRoom = channelMutant({
  name: "no_memory_is_no_room",
  bug: "waits for room when it is the memory for notifications that is missing",
  channel: (inner, input) => new Broken(inner, input),
});
