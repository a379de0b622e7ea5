/** Keeps the consumer page mapped when the data cannot be. @module */
import { MAP_SHARED, NativeMemory, pageBytes } from "../../../ffi/memory.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

export const failedOpenKeepsThePage: Mutant<RingbufImplementation> = plainMutant({
  name: "failed_open_keeps_the_page",
  bug: "when the second mmap fails the first one is not undone",
  open(input) {
    const page = NativeMemory.map({
      sizeBytes: pageBytes(),
      flags: MAP_SHARED,
      fd: input.ring.fd,
    });
    const reader = new PlainReader(input);
    page[Symbol.dispose]();
    return reader;
  },
});
