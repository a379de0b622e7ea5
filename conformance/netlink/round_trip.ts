/** What rules about rings need of a receiver or a sender: payloads through it, and its books. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import type { Accomplice } from "../accomplice.ts";

/** An instance, and how payloads are taken through it. */
export interface RoundTrip {
  readonly instance: Disposable & { readonly ledger: { readonly orphans: number } };
  /** Takes `count` payloads through the instance, and checks each. @throws {Broken} */
  run(count: number): void;
}

/** A fixture of either role. */
export interface RoundTripFixture extends Disposable {
  /** `netlink/receive/uring`. */
  readonly implementation: string;
  readonly seed: number;
  /** Opens an instance; the fixture owns it. */
  openRoundTrip(options?: { readonly firstRequestId?: number }): RoundTrip;
  accomplice(): Accomplice;
}

/** Why a rule about rings says nothing about an implementation. */
export function noRing({ ring }: HostTraits): string | undefined {
  return ring === true ? undefined : "it has no ring";
}
