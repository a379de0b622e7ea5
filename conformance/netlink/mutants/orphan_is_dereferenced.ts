/** Mutant: any completion is taken for a request's. @module */
import { ORPHAN } from "../../../lib/ring/request_id.ts";
import { ringMutant } from "./broken_ring.ts";

export const orphanIsDereferenced = ringMutant({
  name: "orphan_is_dereferenced",
  bug: "takes an id that it does not know for that of its first buffer",
  breaking({ requests }) {
    const find = requests.find.bind(requests);
    const release = requests.release.bind(requests);
    let known = true;
    requests.find = (low, high) => {
      const slot = find(low, high);
      known = slot !== ORPHAN;
      return known ? slot : 0;
    };
    requests.release = (low) => known ? release(low) : undefined;
  },
});
