/** Mutant: ids do not start again. @module */
import { ringMutant } from "./broken_ring.ts";

const LAST_ID = 2 ** 32 - 1;

export const idsEnd = ringMutant({
  name: "ids_end",
  bug: "has no id left once 2^32 were given",
  breaking({ requests }) {
    const acquire = requests.acquire.bind(requests);
    let isOver = false;
    requests.acquire = (operation, slot) => {
      if (isOver) throw new RangeError("Cannot start a request: no id is left");
      const id = acquire(operation, slot);
      isOver = id === LAST_ID;
      return id;
    };
  },
});
