/** Tests that the rules see the bugs of any queue, the built-in ones among them. @module */
import { assertEquals } from "@std/assert";
import { mutantsOf } from "../catalog.ts";
import { judge } from "../check_pair.ts";
import { exemption } from "../suite.ts";
import type { Rule } from "../rule.ts";
import type { QueueImplementation, QueueTraits } from "../../lib/mux/queue/contract.ts";
import { queueImplementations } from "../../lib/mux/queue/table.ts";
import { PlainQueue, pooledTraits, twoStepTraits } from "./plain_queue.ts";
import type { QueueFixture } from "./queue_fixture.ts";
import { queueMutant } from "./queue_mutant.ts";
import { muxQueueSuite } from "./queue_suite.ts";

const rules = muxQueueSuite.rules;

/** As the engine checks, but for open descriptors: tests beside this one have theirs. */
async function verdictOf(
  rule: Rule<QueueFixture, QueueTraits>,
  implementation: QueueImplementation,
): Promise<string> {
  if (exemption(rule as unknown as Rule<never>, implementation.traits) !== undefined) {
    return "exempt";
  }
  const id = implementation.name;
  try {
    using fixture = muxQueueSuite.openFixture({ id, implementation, on: "kernel", seed: 5 });
    return (await rule.check(fixture)).verdict;
  } catch (error) {
    return judge(error).verdict;
  }
}

for (const row of queueImplementations) {
  Deno.test(`the rules kill every bug of queues in ${row.name}`, async () => {
    for (const { like, name, implementation } of mutantsOf(muxQueueSuite, row)) {
      const named = rules.filter(({ killedBy }) => killedBy.includes(like!));
      for (const rule of named) {
        const verdict = await verdictOf(rule, implementation as QueueImplementation);
        assertEquals([rule.id, name, verdict], [rule.id, name, "broken"]);
      }
    }
  });
}

for (const traits of [pooledTraits, twoStepTraits]) {
  const place = traits.holdKeepsPlace ? "keeping" : "giving";
  Deno.test(`PlainQueue, ${place} the place held, keeps every rule as it stands`, async () => {
    const { implementation } = queueMutant({
      name: "plain",
      bug: "none",
      traits,
      open: (input, declared) => new PlainQueue(input, declared),
    });
    for (const rule of rules) {
      const verdict = await verdictOf(rule, implementation);
      assertEquals([rule.id, ["holds", "exempt"].includes(verdict)], [rule.id, true]);
    }
  });
}
