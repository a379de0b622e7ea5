/** Mutant: a write blocks the thread. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { bounded } from "../../../lib/mux/writer/bounded.ts";
import type { WriteEnd } from "../../../lib/mux/writer/contract.ts";
import { writerMutant } from "../writer_row.ts";

export const spinsUntilThereIsRoom = writerMutant({
  name: "spins_until_there_is_room",
  bug: "tries again and again while the socket has no room, and nobody reads",
  open: (input) => {
    const { end } = input;
    const write: WriteEnd["write"] = (memory, offset, sizeBytes) => {
      for (;;) {
        const count = end.write(memory, offset, sizeBytes);
        if (count !== -ERRNO.EAGAIN) return count;
      }
    };
    return bounded.open({ ...input, end: { write } });
  },
});
