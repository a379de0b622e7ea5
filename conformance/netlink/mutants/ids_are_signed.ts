/** Mutant: ids are compared as signed numbers. @module */
import { ORPHAN } from "../../../lib/ring/request_id.ts";
import { ringMutant } from "./broken_ring.ts";

export const idsAreSigned = ringMutant({
  name: "ids_are_signed",
  bug: "knows no id of 2^31 and more",
  breaking({ requests }) {
    const find = requests.find.bind(requests);
    requests.find = (low, high) => (low | 0) === low ? find(low, high) : ORPHAN;
  },
});
