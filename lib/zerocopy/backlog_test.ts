/** Tests of the backlog: what is written, held, dropped and trimmed. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { POISON } from "../buffer_pool.ts";
import { Backlog } from "./backlog.ts";
import { fillStream, verifyStream } from "./fixture/pattern.ts";

function write(target: Uint8Array, position: number): void {
  fillStream(target, { position });
}

function open(): Backlog {
  return new Backlog({ blockBytes: 1024, blockCount: 4, checked: true });
}

Deno.test("append() writes the stream in place, across blocks", () => {
  using backlog = open();
  const first = backlog.attach();
  assertEquals([backlog.append(1500, write), backlog.append(300, write)], [1500, 300]);
  const blocks = [backlog.blockAt(first), backlog.blockAt(first + 1), backlog.blockAt(first + 2)];
  assertEquals([backlog.filled(blocks[0]!), backlog.filled(blocks[1]!), blocks[2]], [
    1024,
    776,
    -1,
  ]);
  const rest = backlog.bytes(blocks[1]!).subarray(0, 776);
  assertEquals(verifyStream(backlog.bytes(blocks[0]!), { position: 0 }), -1);
  assertEquals(verifyStream(rest, { position: 1024 }), -1);
  for (const block of blocks.slice(0, 2)) backlog.drop(block);
});

Deno.test("append() stops when every block is held, and goes on when one is dropped", () => {
  using backlog = open();
  const first = backlog.attach();
  assertEquals([backlog.append(9999, write), backlog.room], [4096, 0]);
  backlog.drop(backlog.blockAt(first));
  assertEquals([backlog.room, backlog.append(9999, write)], [1024, 1024]);
  for (let ordinal = first + 1; ordinal < first + 5; ordinal++) {
    backlog.drop(backlog.blockAt(ordinal));
  }
});

Deno.test("drop() frees and poisons a block with its last reference", () => {
  using backlog = open();
  const ordinals = [backlog.attach(), backlog.attach()];
  backlog.append(1024, write);
  const block = backlog.blockAt(ordinals[0]!);
  assertEquals(backlog.references(block), 2);
  backlog.drop(block);
  assertEquals([backlog.heldBytes, backlog.bytes(block)[7] === POISON], [1024, false]);
  backlog.drop(block);
  assertEquals([backlog.heldBytes, backlog.bytes(block)[7], backlog.trimmed], [0, POISON, 1]);
  assertThrows(() => backlog.drop(block), RangeError);
});

Deno.test("append() keeps nothing where nobody reads", () => {
  using backlog = open();
  assertEquals([backlog.append(10_240, write), backlog.heldBytes], [10_240, 0]);
});

Deno.test("attach() refuses in the middle of a block", () => {
  using backlog = open();
  backlog.append(1, write);
  assertThrows(() => backlog.attach(), Error, "half full");
});

Deno.test("appendAsIs() sends a block round with the content that it has", () => {
  using backlog = open();
  const first = backlog.attach();
  const block = backlog.appendAsIs();
  assertEquals([block, backlog.blockAt(first), backlog.position], [block, block, 1024]);
  assertEquals(backlog.isFull(block), true);
  backlog.drop(block);
});
