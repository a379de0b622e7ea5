/** Mutant: a cancelled stream is silent. @module */
import type { FrameHeader } from "../../../lib/mux/frame.ts";
import type { WriteOwner } from "../../../lib/mux/writer/contract.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  readonly #withdrawn = new Set<unknown>();

  override withdraw(owner: WriteOwner, reason: unknown): number {
    if ("id" in owner) this.#withdrawn.add(owner.id);
    return super.withdraw(owner, reason);
  }

  override writeControl(header: Readonly<FrameHeader>, payload: Uint8Array): void {
    if (!this.#withdrawn.has(header.stream)) super.writeControl(header, payload);
  }
}

export const endOfTheWithdrawnIsDropped = writerMutant({
  name: "end_of_the_withdrawn_is_dropped",
  bug: "drops the end of a stream whose own writes were taken back",
  open: (input) => new Broken(input, { isBounded: true }),
});
