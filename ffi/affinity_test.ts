/** Tests of CPU affinity on this thread and on another process. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { getAffinity, pinProcess, pinThread, setAffinity } from "./affinity.ts";
import { ERRNO, SysError } from "./errno.ts";
import { threadIds } from "./proc.ts";

Deno.test("getAffinity() lists the CPUs of /proc/self/status", () => {
  const status = Deno.readTextFileSync("/proc/thread-self/status");
  const list = /^Cpus_allowed_list:\s+(.*)$/m.exec(status)![1]!;
  const listed = list.split(",").flatMap((range) => {
    const [first, last] = range.split("-").map(Number);
    return Array.from({ length: (last ?? first!) - first! + 1 }, (_, index) => first! + index);
  });
  assertEquals(getAffinity(), listed);
});

Deno.test("pinThread() leaves the thread one CPU, setAffinity() gives the others back", () => {
  const before = getAffinity();
  const last = before.at(-1)!;
  pinThread(last);
  assertEquals(getAffinity(), [last]);
  setAffinity(before);
  assertEquals(getAffinity(), before);
});

/** The CPUs of a thread; undefined when it has ended, as Deno's helpers do when they like. */
function affinityOf(threadId: number): number[] | undefined {
  try {
    return getAffinity({ threadId });
  } catch (error) {
    if (error instanceof SysError && error.errno === ERRNO.ESRCH) return undefined;
    throw error;
  }
}

Deno.test("pinProcess() pins every thread of another process", async () => {
  const cpu = getAffinity().at(-1)!;
  await using child = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "Deno.stdout.writeSync(new Uint8Array(1)); Deno.stdin.readSync(new Uint8Array(1))",
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  pinProcess(cpu, { processId: child.pid });
  const threads = threadIds({ processId: child.pid });
  const seen = threads.map((threadId) => affinityOf(threadId)).filter((cpus) => cpus !== undefined);
  assertEquals(seen, seen.map(() => [cpu]));
  assertEquals(affinityOf(child.pid), [cpu]);
  await child.stdin.close();
  await reader.cancel();
  await child.status;
});

Deno.test("setAffinity() throws EINVAL when no such CPU exists", () => {
  assertEquals(assertThrows(() => setAffinity([8191]), SysError).errno, ERRNO.EINVAL);
});

Deno.test("setAffinity() refuses what is no CPU number", () => {
  assertThrows(() => setAffinity([-1]), RangeError);
  assertThrows(() => setAffinity([0.5]), RangeError);
});
