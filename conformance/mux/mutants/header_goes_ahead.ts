/** Mutant: a frame is two writes. @module */
import { type FrameHeader, headerBytes, writeHeader } from "../../../lib/mux/frame.ts";
import type { WriteOwner } from "../../../lib/mux/writer/contract.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override write(
    header: Readonly<FrameHeader>,
    payload: Uint8Array,
    payloadOffset: number,
    owner: WriteOwner,
  ): undefined | Promise<void> {
    const bytes = new Uint8Array(headerBytes(header));
    writeHeader(bytes, 0, header);
    const parked = super.writeEncoded(bytes, owner);
    const rest = payload.slice(payloadOffset, payloadOffset + header.payloadBytes);
    return this.#writeRest(parked, rest, owner);
  }

  async #writeRest(
    before: undefined | Promise<void>,
    rest: Uint8Array,
    owner: WriteOwner,
  ): Promise<void> {
    await before;
    await super.writeEncoded(rest, owner);
  }
}

export const headerGoesAhead = writerMutant({
  name: "header_goes_ahead",
  bug: "writes header and payload apart, with others between",
  open: (input) => new Broken(input, { isBounded: true }),
});
