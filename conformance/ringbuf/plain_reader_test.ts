/** The reader that the mutants are made of keeps the rules that they break. @module */
import { assertEquals } from "@std/assert";
import { plainMutant, PlainReader } from "./plain_reader.ts";
import { ringbufSuite } from "./suite.ts";

const { implementation } = plainMutant({
  name: "plain",
  bug: "none",
  open: (input) => new PlainReader(input),
});

/** The rules that need no second thread, no time and no privileges. */
const RULES = [
  "shared/counter_wrap",
  "ringbuf/busy_head",
  "ringbuf/busy_publishes",
  "ringbuf/corrupt_header",
  "ringbuf/commit_after_corruption",
];

for (const id of RULES) {
  Deno.test(`PlainReader keeps ${id}, so that its mutants die of their bugs alone`, async () => {
    const rule = ringbufSuite.rules.find((one) => one.id === id)!;
    using fixture = ringbufSuite.openFixture({
      id: "ringbuf/plain",
      implementation,
      on: "fake",
      seed: 1,
    });
    const verdict = await rule.check(fixture);
    assertEquals(verdict, { verdict: "holds" });
  });
}
