/** An operation that the kernel lacks is named, and nothing takes its place. @module */
import * as C from "../../ffi/uring_constants.ts";
import type { HostTraits } from "../../lib/implementation.ts";
import { countHoldings } from "../counters.ts";
import { holds, must, precondition, type Rule, show } from "../rule.ts";
import { mustHoldNothing } from "../scarce.ts";
import { UringFaults } from "./uring_faults.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";

const PAYLOADS = 3;

/** Every operation that we know, by its C name. */
const OPERATIONS = Object.entries(C).filter(([name]) => name.startsWith("IORING_OP_")) as [
  string,
  number,
][];

export const missingOperation: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/missing_operation",
  paths: ["UR-13", "X13"],
  requirement:
    "An instance that needs an operation which the kernel lacks MUST fail to open with " +
    "the operation's name, MUST leave nothing open, and MUST NOT do without in silence",
  source: "https://man7.org/linux/man-pages/man2/io_uring_register.2.html",
  killedBy: ["falls_back_in_silence", "names_no_operation", "refused_open_leaks"],
  on: "kernel",
  exempt: noRing,
  check(fixture) {
    fixture.openRoundTrip().run(PAYLOADS);
    must(refusal(fixture, OPERATIONS) !== undefined, {
      expected: "no instance on a kernel without any operation",
      actual: "it opened",
    });
    const needed = OPERATIONS.filter((operation) => refusal(fixture, [operation]) !== undefined);
    precondition(needed.length > 0, "it needs no operation");
    return holds();
  },
};

/** Why it does not open without these; undefined where it does, and works. */
function refusal(
  fixture: RoundTripFixture,
  missing: readonly [string, number][],
): string | undefined {
  using faults = new UringFaults();
  fixture.openRoundTrip().instance[Symbol.dispose]();
  precondition(faults.asked > 0, "it asks for its ring by calls that the harness cannot answer");
  const before = countHoldings();
  for (const [, opcode] of missing) faults.missing.add(opcode);
  let failure: unknown;
  try {
    const { instance, run } = fixture.openRoundTrip();
    run(PAYLOADS);
    instance[Symbol.dispose]();
  } catch (error) {
    failure = error;
  }
  mustHoldNothing(before, "an open without an operation");
  if (failure === undefined) return undefined;
  must(failure instanceof Error && missing.some(([name]) => names(failure, name)), {
    expected: `an error that names ${missing.map(([name]) => name).join(" or ")}`,
    actual: show(failure),
  });
  return failure.message;
}

function names(failure: Error, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(failure.message);
}
