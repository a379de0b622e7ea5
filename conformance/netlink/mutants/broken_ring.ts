/** A receiver on a ring whose requests or ring have one method replaced: what ring mutants share. @module */
import type { ReceiveInput } from "../../../lib/netlink/receive/contract.ts";
import { PostedReceiver, uring } from "../../../lib/netlink/receive/uring.ts";
import type { RequestTable } from "../../../lib/ring/request_id.ts";
import type { Uring } from "../../../ffi/uring.ts";
import type { ReceiveMutant } from "../receive_mutant.ts";

/** Puts a bug into the parts of an open receiver. */
export type Breaking = (parts: {
  readonly requests: RequestTable;
  readonly uring: Uring;
  readonly ledger: PostedReceiver["ledger"];
}) => void;

class BrokenReceiver extends PostedReceiver {
  constructor(input: ReceiveInput, breaking: Breaking) {
    super(input);
    breaking({ requests: this.requests, uring: this.uring, ledger: this.ledger });
  }
}

/** Such a mutant. */
export function ringMutant(options: {
  readonly name: string;
  readonly bug: string;
  readonly breaking: Breaking;
}): ReceiveMutant {
  const { name, bug, breaking } = options;
  return {
    name,
    bug,
    implementation: {
      ...uring,
      name,
      summary: bug,
      open: (input) => new BrokenReceiver(input, breaking),
    },
  };
}
