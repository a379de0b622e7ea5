/** A message far longer than the others passes whole, and its memory does not stay behind. @module */
import type { QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, must, type Rule } from "../rule.ts";
import type { QueueFixture } from "./queue_fixture.ts";

const LONG_BYTES = 1024 * 1024;
/** What the pool may keep, and some short buffers. */
const REST_BYTES = 512 * 1024;
const ROUNDS = 3;

export const longMessages: Rule<QueueFixture, QueueTraits> = {
  id: "mux/long_messages",
  paths: ["MX-7", "X15"],
  requirement: "A message far longer than those before MUST pass whole, and the memory it took " +
    "MUST NOT stay pinned once it is done with",
  source: "https://github.com/cockroachdb/cockroach/issues/172573",
  killedBy: ["place_keeps_a_long_buffer", "long_message_is_cut"],
  on: "both",
  check(fixture) {
    const queue = fixture.openFor({ messages: 3 });
    for (let round = 0; round < ROUNDS; round++) {
      fixture.mustOffer(queue, [round]);
      fixture.mustDrain(queue, [round]);
      fixture.mustOffer(queue, [100 + round], LONG_BYTES);
      fixture.mustDrain(queue, [100 + round], LONG_BYTES);
    }
    const { pinnedBytes } = fixture.pool;
    must(pinnedBytes <= REST_BYTES, {
      expected: `at most ${REST_BYTES} bytes pinned after messages of ${LONG_BYTES}`,
      actual: `${pinnedBytes} bytes pinned`,
    });
    fixture.mustOffer(queue, [200]);
    fixture.mustDrain(queue, [200]);
    return holds();
  },
};
