/** Mutant: it submits the rest of a chain while the beginning flies. @module */
import type { RequestRing } from "../../../lib/ring/request_ring.ts";
import { uringLinked } from "../../../lib/netlink/send/uring_linked.ts";
import type { Mutant } from "../../suite.ts";
import type { SendRow } from "../send_fixture.ts";

const name = "cut_chain_goes_on";
const bug = "submits what a cut chain left without waiting for what was taken of it";

export const cutChainGoesOn: Mutant<SendRow> = {
  name,
  bug,
  implementation: {
    ...uringLinked,
    name,
    summary: bug,
    open: (input) => {
      const sink = uringLinked.open(input);
      const ring: RequestRing = Reflect.get(sink, "ring"); // protected, but there
      ring.retract = () => 0;
      return sink;
    },
  },
};
