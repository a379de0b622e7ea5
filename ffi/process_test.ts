/** Tests of process ids, signals and the child that dies with its parent. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "./errno.ts";
import { hasEnded, threadIds } from "./proc.ts";
import { kill, parentId, processId, SIGKILL, threadId } from "./process.ts";

const MODULE = import.meta.resolve("./process.ts");

/** Spawns a Deno that runs `text`. */
function spawnDeno(text: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", text],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** The first line that a child prints. */
async function firstLine(child: Deno.ChildProcess): Promise<string> {
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader.cancel();
  return text.trim();
}

Deno.test("processId() and parentId() are those that Deno has", () => {
  assertEquals([processId(), parentId()], [Deno.pid, Deno.ppid]);
});

Deno.test("threadId() is one of this process's threads", () => {
  assert(threadIds().includes(threadId()));
});

Deno.test("dieWithParent() kills a child at once when its parent is another already", async () => {
  await using child = spawnDeno(`
    import { dieWithParent } from "${MODULE}";
    dieWithParent(Deno.ppid + 1);
    Deno.stdin.readSync(new Uint8Array(1));`);
  const status = await child.status;
  await child.stdin.close().catch(() => {});
  await child.stdout.cancel();
  assertEquals(status.signal, "SIGKILL");
});

Deno.test("dieWithParent() kills a child when its parent is killed", async () => {
  // parent and child are both processes of their own; the child prints its id when it is ready
  const childText = `
    import { dieWithParent } from "${MODULE}";
    dieWithParent(Deno.ppid);
    Deno.stdout.writeSync(new TextEncoder().encode(Deno.pid + "\\n"));
    setInterval(() => {}, 1000);`;
  await using parent = spawnDeno(`
    new Deno.Command(Deno.execPath(), { args: ["eval", ${JSON.stringify(childText)}] }).spawn();
    setInterval(() => {}, 1000);`);
  const childId = Number(await firstLine(parent));
  kill(parent.pid, SIGKILL);
  await parent.status;
  await parent.stdin.close().catch(() => {});
  // the kernel has sent the signal before the parent could be waited for; it takes effect soon
  const deadline = performance.now() + 60_000;
  while (!hasEnded(childId) && performance.now() < deadline) {
    await new Promise((done) => setTimeout(done, 1));
  }
  assert(hasEnded(childId));
});

Deno.test("kill() throws ESRCH when there is no such process", () => {
  assertEquals(assertThrows(() => kill(0x3fffffff, 0), SysError).errno, ERRNO.ESRCH);
});

Deno.test("kill() refuses ids that mean a group, or everybody", () => {
  assertThrows(() => kill(0, SIGKILL), RangeError);
  assertThrows(() => kill(-1, SIGKILL), RangeError);
});
