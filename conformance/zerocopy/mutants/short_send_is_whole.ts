/** Mutant: it takes a short send for the whole payload. @module */
import { channelMutant, PassingChannel } from "../passing_channel.ts";

class Broken extends PassingChannel {
  override sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = super.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    return result > 0 ? payloadBytes : result;
  }
}

export const shortSendIsWhole = channelMutant({
  name: "short_send_is_whole",
  bug: "books all of a payload of which the kernel took a part",
  channel: (inner, input) => new Broken(inner, input),
});
