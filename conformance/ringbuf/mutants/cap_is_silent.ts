/** Mutant: hands out more than it declares. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

export const capIsSilent = plainMutant({
  name: "cap_is_silent",
  bug: "declares at most 4 in flight and hands out a fifth",
  traits: { maxInFlight: 4 },
  open: (input) => new PlainReader(input),
});
