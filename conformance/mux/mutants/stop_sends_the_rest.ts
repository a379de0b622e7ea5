/** Mutant: a stop flushes. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  protected override drop(): void {}

  override flush(): boolean {
    if (this.isStopped) this.push();
    return super.flush();
  }
}

export const stopSendsTheRest = writerMutant({
  name: "stop_sends_the_rest",
  bug: "keeps and sends at the next flush what was gathered before its stop",
  open: (input) => new Broken(input, { isBounded: true }),
});
