/** A completion that belongs to no request is counted, and touches nothing. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import { OPERATION, userDataHigh } from "../../lib/ring/request_id.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { openWithRing, RingIntruder } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

const PAYLOADS = 9;
/** A request that nobody made: an id far from any in use, of every operation there is. */
const UNKNOWN_ID = 0x7fff_0001n;
/** The first ids in use, with an operation that none of them has, or with a reserved bit set. */
const KNOWN_IDS = [1n, 2n, 3n];
const RESERVED_BIT = 1n << 40n;

const NAMES: readonly bigint[] = [
  ...Object.values(OPERATION).map((operation) => high(operation) | UNKNOWN_ID),
  ...KNOWN_IDS,
  ...KNOWN_IDS.map((id) => high(OPERATION.send) | high(OPERATION.receive) | RESERVED_BIT | id),
  0n,
  ~0n & 0xffff_ffff_ffff_ffffn,
];

export const orphanIsCounted: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/orphan_is_counted",
  paths: ["UR-6", "UR-7"],
  requirement: "A completion whose name belongs to no request in flight (unknown id, other " +
    "operation, reserved bits set) MUST be counted and otherwise ignored",
  source: "https://man7.org/linux/man-pages/man3/io_uring_prep_msg_ring.3.html",
  killedBy: ["orphan_is_dereferenced", "orphan_is_not_counted"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    const { instance, run, ringFd } = openWithRing(fixture);
    using intruder = new RingIntruder(ringFd);
    run(PAYLOADS);
    for (const result of [0, 8]) {
      intruder.post(NAMES, result);
      run(PAYLOADS);
    }
    mustEqual(instance.ledger.orphans, {
      expected: 2 * NAMES.length,
      what: "orphans in the ledger",
    });
    return holds();
  },
};

function high(operation: typeof OPERATION[keyof typeof OPERATION]): bigint {
  return BigInt(userDataHigh(operation)) << 32n;
}
