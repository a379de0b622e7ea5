/** Mutant: a payload taken is read later. @module */
import type { FrameHeader } from "../../../lib/mux/frame.ts";
import type { WriteOwner } from "../../../lib/mux/writer/contract.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  #lent: (readonly [header: FrameHeader, payload: Uint8Array, offset: number])[] = [];

  override write(
    header: Readonly<FrameHeader>,
    payload: Uint8Array,
    payloadOffset: number,
    owner: WriteOwner,
  ): undefined | Promise<void> {
    if (!this.admits() || this.isStopped) {
      return super.write(header, payload, payloadOffset, owner);
    }
    this.#lent.push([{ ...header }, payload, payloadOffset]);
    this.askForFlush();
    return undefined;
  }

  protected override push(): void {
    for (const [header, payload, offset] of this.#lent.splice(0)) {
      this.put(header, payload, offset, header.payloadBytes);
    }
    super.push();
  }
}

export const lendsThePayload = writerMutant({
  name: "lends_the_payload",
  bug: "reads a payload when it flushes, not when it takes it",
  open: (input) => new Broken(input, { isBounded: true }),
});
