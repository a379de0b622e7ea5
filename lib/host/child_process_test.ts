/** A child process gets its order and its descriptors, and its end is noticed. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { closesOnExec } from "../../ffi/fd.ts";
import { openMemfd } from "../../ffi/memfd.ts";
import { MAP_SHARED, NativeMemory, pageBytes } from "../../ffi/memory.ts";
import { getAffinity } from "../../ffi/affinity.ts";
import type { ChildOrder } from "./child_order.ts";
import { ChildProcess } from "./child_process.ts";

interface TestOrder extends ChildOrder {
  readonly fd: number;
}

/** A child that takes its order, and then does what `body` says. */
function moduleOf(body: string): URL {
  const imports = `import { takeOrder } from "${import.meta.resolve("./child_order.ts")}";
    import { NativeMemory } from "${import.meta.resolve("../../ffi/memory.ts")}";
    import { getAffinity } from "${import.meta.resolve("../../ffi/affinity.ts")}";`;
  const text = `${imports} const order = takeOrder(); ${body}`;
  return new URL(`data:application/javascript,${encodeURIComponent(text)}`);
}

/** A bound against a hang, and no measure of anything. */
const LIMIT_MS = 60_000;
const SLEEP = "await new Promise((resolve) => setTimeout(resolve, 60_000));";

/** A child, and a page that it shares with us. */
function start(
  body: string,
  { cpu = null }: { cpu?: number | null } = {},
): { child: ChildProcess; page: Uint8Array; stack: DisposableStack } {
  const stack = new DisposableStack();
  const { fd } = stack.use(openMemfd("child_test", { sizeBytes: pageBytes() }));
  const page = stack.use(NativeMemory.map({ sizeBytes: pageBytes(), flags: MAP_SHARED, fd })).bytes;
  const child = ChildProcess.start<TestOrder>({
    module: moduleOf(body),
    order: { fd, cpu },
    inherited: ["fd"],
  });
  assert(closesOnExec(fd));
  return { child, page, stack };
}

const SHARE =
  `const page = NativeMemory.map({ sizeBytes: 4096, flags: ${MAP_SHARED}, fd: order.fd });`;

Deno.test("start() hands an order and a descriptor over, and only to that child", async () => {
  const { child, page, stack } = start(`${SHARE} page.bytes[0] = 7; ${SLEEP}`);
  using _stack = stack;
  await using _child = child;
  child.waitStarted("child", () => page[0] === 7, LIMIT_MS);
  assertEquals(page[0], 7);
});

Deno.test("takeOrder() keeps the child on the CPU that it is told", async () => {
  const cpu = getAffinity().at(-1)!;
  const { child, page, stack } = start(`${SHARE} page.bytes[0] = 1 + getAffinity()[0];`, { cpu });
  using _stack = stack;
  await using _child = child;
  assert(child.waitUntil(() => page[0] !== 0, LIMIT_MS));
  assertEquals(page[0], 1 + cpu);
});

Deno.test("waitStarted() throws when the child has ended", async () => {
  const { child, stack } = start("");
  using _stack = stack;
  await using _child = child;
  assertThrows(() => child.waitStarted("peer", () => false), Error, "Cannot start the peer");
});

Deno.test("waitUntil() returns false at its limit", async () => {
  const { child, stack } = start(SLEEP);
  using _stack = stack;
  await using _child = child;
  assertEquals(child.waitUntil(() => false, 1), false);
});

Deno.test("ended() kills a child that does not end within the limit", async () => {
  const { child, stack } = start(SLEEP);
  using _stack = stack;
  await child.ended(1);
  assertEquals(child.waitUntil(() => false, LIMIT_MS), false);
  child.kill(); // harmless by now
});
