/** Mutant: frames written together are let in apart. @module */
import { type Frame, FrameDecoder, type FrameHeader } from "../../../lib/mux/frame.ts";
import type { WriteOwner } from "../../../lib/mux/writer/contract.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override writeEncoded(frames: Uint8Array, owner: WriteOwner): undefined | Promise<void> {
    const decoder = new FrameDecoder();
    decoder.feed(frames, 0, frames.length);
    let parked: undefined | Promise<void>;
    while (decoder.next()) {
      parked?.catch(() => {});
      const payload = frames.slice(decoder.payloadOffset);
      parked = super.write({ ...header(decoder) }, payload, 0, owner);
    }
    return parked;
  }
}

export const invokeIsSplit = writerMutant({
  name: "invoke_is_split",
  bug: "lets in frames apart that were to go side by side",
  open: (input) => new Broken(input, { isBounded: true }),
});

function header({ kind, done, control, stream, message, payloadBytes }: Frame): FrameHeader {
  return { kind, done, control, stream, message, payloadBytes };
}
