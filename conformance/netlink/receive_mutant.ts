/** A broken receiver of the netlink path, made into a row of its suite. @module */
import type { ReceiveInput, ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import { recvmmsg } from "../../lib/netlink/receive/recvmmsg.ts";
import type { Mutant } from "../suite.ts";
import type { ReceiveRow } from "./receive_fixture.ts";

/** A mutant of the receive suite. */
export type ReceiveMutant = Mutant<ReceiveRow>;

/** What makes one: `recvmmsg` is what it claims to be. */
export function toReceiveMutant(options: {
  readonly name: string;
  readonly bug: string;
  readonly open: (input: ReceiveInput) => ReceiveSource;
}): ReceiveMutant {
  const { name, bug, open } = options;
  return { name, bug, implementation: { ...recvmmsg, name, summary: bug, open } };
}
