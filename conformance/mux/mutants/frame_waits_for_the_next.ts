/** Mutant: the last frame is kept back. @module */
import { type FrameHeader, headerBytes, writeHeader } from "../../../lib/mux/frame.ts";
import type { WriteOwner } from "../../../lib/mux/writer/contract.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  #kept: Uint8Array | undefined;

  override write(
    header: Readonly<FrameHeader>,
    payload: Uint8Array,
    payloadOffset: number,
    owner: WriteOwner,
  ): undefined | Promise<void> {
    const start = headerBytes(header);
    const bytes = new Uint8Array(start + header.payloadBytes);
    writeHeader(bytes, 0, header);
    bytes.set(payload.subarray(payloadOffset, payloadOffset + header.payloadBytes), start);
    const before = this.#kept;
    this.#kept = bytes;
    return before === undefined ? undefined : super.writeEncoded(before, owner);
  }
}

export const frameWaitsForTheNext = writerMutant({
  name: "frame_waits_for_the_next",
  bug: "keeps the last frame until another one comes",
  open: (input) => new Broken(input, { isBounded: true }),
});
