/** Tests of the question how much a socket holds. @module */
import { assertEquals } from "@std/assert";
import { ERRNO } from "./errno.ts";
import { NativeMemory } from "./memory.ts";
import { openSocketPair } from "./socket.ts";
import { AF_UNIX, SOCK_DGRAM, SOCK_STREAM } from "./socket_constants.ts";
import { send } from "./transfer.ts";
import { UnreadBytes } from "./unread.ts";

/** What is said of a socket after sends of 3 and 5 bytes. */
function afterTwo(type: number): readonly number[] {
  const [near, far] = openSocketPair({ family: AF_UNIX, type });
  using stack = new DisposableStack();
  stack.use(near);
  stack.use(far);
  const memory = stack.use(NativeMemory.map({ sizeBytes: 8 }));
  const unread = stack.use(new UnreadBytes());
  const before = unread.of(near.fd);
  for (const count of [3n, 5n]) send(far.fd, memory.address, count, 0);
  return [before, unread.of(near.fd)];
}

Deno.test("UnreadBytes.of() counts all bytes of a stream", () => {
  assertEquals(afterTwo(SOCK_STREAM), [0, 8]);
});

Deno.test("UnreadBytes.of() counts the next datagram only", () => {
  assertEquals(afterTwo(SOCK_DGRAM), [0, 3]);
});

Deno.test("UnreadBytes.of() returns the errno of what is no descriptor", () => {
  using unread = new UnreadBytes();
  assertEquals(unread.of(1_000_000), -ERRNO.EBADF);
});
