/** Mutant: each instance leaves the ring mapped. @module */
import { RingMemory } from "../../../lib/ringbuf/ring_memory.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

export const leaksAMapping = plainMutant({
  name: "leaks_a_mapping",
  bug: "maps the ring twice and unmaps it once",
  open: (input) => {
    new RingMemory(input.ring);
    return new PlainReader(input);
  },
});
