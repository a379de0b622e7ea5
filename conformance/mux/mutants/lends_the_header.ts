/** Mutant: a header is read later. @module */
import type { FrameHeader } from "../../../lib/mux/frame.ts";
import type { WriteOwner } from "../../../lib/mux/writer/contract.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  readonly #waiting: Readonly<FrameHeader>[] = [];

  override write(
    header: Readonly<FrameHeader>,
    payload: Uint8Array,
    payloadOffset: number,
    owner: WriteOwner,
  ): undefined | Promise<void> {
    const parked = super.write(header, payload, payloadOffset, owner);
    if (parked !== undefined) this.#waiting.push(header);
    return parked;
  }

  protected override put(
    header: Readonly<FrameHeader> | undefined,
    payload: Uint8Array,
    payloadOffset: number,
    payloadBytes: number,
  ): undefined {
    const own = this.parked.count < this.#waiting.length ? this.#waiting.shift() : undefined;
    super.put(own ?? header, payload, payloadOffset, payloadBytes);
  }
}

export const lendsTheHeader = writerMutant({
  name: "lends_the_header",
  bug: "keeps its caller's header while a write waits",
  open: (input) => new Broken(input, { isBounded: true }),
});
