/** Mutant: who came last is let in first. @module */
import type { ParkedWrite } from "../../../lib/mux/writer/parked.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  protected override admitParked(): void {
    const waiting: ParkedWrite[] = [];
    while (this.parked.first !== undefined && this.admits()) {
      waiting.push(this.parked.first);
      this.parked.shift();
    }
    for (const { header, payload, payloadOffset, payloadBytes, resolve } of waiting.reverse()) {
      this.put(header, payload, payloadOffset, payloadBytes);
      resolve();
    }
  }
}

export const parkedInReverse = writerMutant({
  name: "parked_in_reverse",
  bug: "serves who waits in reverse",
  open: (input) => new Broken(input, { isBounded: true }),
});
