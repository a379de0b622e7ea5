/** Whatever the moment of a submit, the wait that it should end ends. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { AnySource } from "../../lib/source.ts";
import { holding, readInTurns } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const INTERLEAVINGS = 60;
/** Turns of an empty loop before the submit: from before the wait to well into it. */
const SPINS_MAX = 60_000;
const PATIENCE_MS = 3000;
const PAYLOAD_BYTES = 16;

export const noLostWakeup: Rule<SourceFixture> = {
  id: "shared/no_lost_wakeup",
  paths: ["X9", "RB-35", "RB-36"],
  requirement: "A wait MUST end with READY when a payload is submitted, at whatever moment and " +
    "whatever is in hand",
  source: "https://lore.kernel.org/bpf/20200529075424.3139988-2-andriin@fb.com/",
  killedBy: ["wait_is_deaf_to_data", "sleeps_on_an_edge_while_held"],
  on: "both",
  check(fixture) {
    const { traits } = fixture;
    const source = fixture.open();
    for (let round = 0; round < INTERLEAVINGS; round++) submitDuringWait(fixture, source);
    if (traits.copies || traits.heldWait === "refuse") return holds();
    for (let round = 0; round < INTERLEAVINGS / 4; round++) {
      const count = Math.min(1 + round % 2, traits.maxInFlight);
      fixture.produce(payloads(count, PAYLOAD_BYTES));
      holding(source, { traits, count }, (held) => {
        precondition(held.length > 0, "nothing was handed out");
        mustWake(fixture, { source, what: `with ${held.length} in hand` });
      });
      readInTurns(source, traits);
    }
    return holds();
  },
};

function submitDuringWait(fixture: SourceFixture, source: AnySource): void {
  mustWake(fixture, { source, what: "with all read" });
  const received = readInTurns(source, fixture.traits);
  mustEqual(received.length, { expected: 1, what: "payloads read after the wait" });
}

function mustWake(fixture: SourceFixture, options: {
  readonly source: AnySource;
  readonly what: string;
}): void {
  const { source, what } = options;
  fixture.settle();
  const when = fixture.random.pick(["blocked", 0, fixture.random.integer(0, SPINS_MAX)] as const);
  const submit = fixture.producing(payloads(1, PAYLOAD_BYTES));
  const { result } = fixture.accomplice().during(
    [{ when, action: submit }],
    () => source.wait(PATIENCE_MS),
  );
  must(OUTCOME_NAMES[result] === "READY", {
    expected: `READY from a wait ${what}, a payload submitted ${describe(when)}`,
    actual: OUTCOME_NAMES[result],
  });
}

function describe(when: "blocked" | number): string {
  return when === "blocked" ? "once it slept" : `${when} turns after its start`;
}
