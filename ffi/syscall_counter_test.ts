/** Tests of exact system call counts, skipped where nothing may be counted. @module */
import { assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "./errno.ts";
import { parentId } from "./process.ts";
import {
  SYSCALL_TRACEPOINT,
  SyscallCounter,
  type SyscallCounterOptions,
} from "./syscall_counter.ts";
import { tracepointIds } from "./tracefs.ts";

const tracepoints = tracepointIds([SYSCALL_TRACEPOINT]);
const tracepointId = tracepoints.available ? tracepoints.ids.get(SYSCALL_TRACEPOINT) ?? 0 : 0;

/** Why nothing can be counted here, or an empty string. */
function obstacle(): string {
  if (!tracepoints.available) return tracepoints.reason;
  try {
    SyscallCounter.open({ tracepointId, names: [] })[Symbol.dispose]();
    return "";
  } catch (error) {
    if (error instanceof SysError) return error.message;
    throw error;
  }
}

const reason = obstacle();

function testCounting(name: string, claim: () => void): void {
  const suffix = reason && ` (skipped: ${reason})`;
  Deno.test({ name: `${name}${suffix}`, ignore: reason !== "", fn: claim });
}

/** Counts `body`. */
function count(options: Omit<SyscallCounterOptions, "tracepointId">, body: () => void) {
  using counter = SyscallCounter.open({ tracepointId, ...options });
  counter.start();
  body();
  counter.stop();
  return counter.read();
}

function callParentId(times: number): void {
  for (let call = 0; call < times; call++) parentId();
}

testCounting("SyscallCounter counts 1000 calls as 1000", () => {
  const counts = count({ names: ["getppid"] }, () => callParentId(1000));
  assertEquals(counts.byName.getppid, 1000);
  // V8 may make calls of its own meanwhile: they are `other`
  assertEquals(counts.total, 1000 + counts.other);
});

testCounting("SyscallCounter leaves its own calls out", () => {
  // of several tries, because V8 may make a call of its own in one of them
  using counter = SyscallCounter.open({ tracepointId, names: ["ioctl", "read"] });
  const tries = Array.from({ length: 10 }, () => {
    counter.start();
    counter.stop();
    return counter.read();
  });
  const least = tries.reduce((best, counts) => counts.total < best.total ? counts : best);
  assertEquals(least, { total: 0, byName: { ioctl: 0, read: 0 }, other: 0 });
});

testCounting("SyscallCounter starts from zero each time", () => {
  using counter = SyscallCounter.open({ tracepointId, names: ["getppid"] });
  const counted = [3, 5].map((times) => {
    counter.start();
    callParentId(times);
    counter.stop();
    return counter.read().byName.getppid;
  });
  assertEquals(counted, [3, 5]);
});

testCounting("SyscallCounter counts nothing between stop and start", () => {
  using counter = SyscallCounter.open({ tracepointId, names: ["getppid"] });
  counter.start();
  counter.stop();
  callParentId(10);
  assertEquals(counter.read().byName.getppid, 0);
});

testCounting("SyscallCounter names every call that occurred when no name is given", () => {
  const counts = count({}, () => callParentId(100));
  assertEquals(counts.byName.getppid, 100);
  assertEquals(counts.other, 0);
});

testCounting("SyscallCounter leaves unnamed calls to other", () => {
  const counts = count({ names: [] }, () => callParentId(100));
  assertGreaterOrEqual(counts.other, 100);
  assertEquals(counts.byName, {});
});

testCounting("SyscallCounter.open() throws ESRCH for a thread that is not there", () => {
  const open = () => SyscallCounter.open({ tracepointId, names: [], threadId: 0x3fffffff });
  assertEquals(assertThrows(open, SysError).errno, ERRNO.ESRCH);
});

Deno.test("SyscallCounter.open() refuses a name that no architecture has", () => {
  assertThrows(() => SyscallCounter.open({ tracepointId: 0, names: ["no_such"] }), RangeError);
});
