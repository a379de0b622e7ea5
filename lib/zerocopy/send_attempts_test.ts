/** Tests of attempts to send, and of the queue that holds what is sent again. @module */
import { assertEquals } from "@std/assert";
import { SendAttempts } from "./send_attempts.ts";
import { SendQueue } from "./send_queue.ts";

Deno.test("isCurrent() tells a failed attempt from the next one across the wrap", () => {
  const attempts = new SendAttempts(3);
  const sequence = 0xffff_ffff;
  attempts.begin(sequence);
  assertEquals(attempts.isCurrent(sequence, 0), true);
  attempts.fail(sequence, false);
  assertEquals(attempts.isCurrent(sequence, 0), false);
  attempts.next();
  attempts.begin(sequence);
  assertEquals([attempts.isCurrent(sequence, 0), attempts.isCurrent(sequence, 1)], [false, true]);
});

Deno.test("awaitedCount counts announced notifications of failed attempts, each once", () => {
  const attempts = new SendAttempts(4);
  attempts.begin(0);
  attempts.begin(1);
  attempts.fail(0, true);
  attempts.fail(1, false);
  assertEquals(attempts.awaitedCount, 1);
  for (const sequence of [1, 0, 0]) attempts.isCurrent(sequence, 0);
  assertEquals(attempts.awaitedCount, 0);
});

Deno.test("copyFirst() counts sends that would not have been copied, once", () => {
  const queue = new SendQueue(4);
  queue.push(0, 0, 10, true);
  queue.push(1, 0, 10, false);
  queue.push(2, 0, 10, true);
  assertEquals([queue.copyFirst(2), queue.copyFirst(2)], [1, 0]);
  const kinds: boolean[] = [];
  while (queue.length > 0) {
    queue.shift();
    kinds.push(queue.zeroCopy);
  }
  assertEquals(kinds, [false, false, true]);
});
