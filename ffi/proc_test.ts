/** Tests of what /proc tells, on invented texts and on this process. @module */
import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertThrows,
} from "@std/assert";
import { openMemfd } from "./memfd.ts";
import { MAP_SHARED, NativeMemory } from "./memory.ts";
import {
  anonymousBytes,
  hasEnded,
  kernelObjectBytes,
  mappingsOf,
  parseKib,
  parseMappings,
  parseSlabs,
  parseThreadStatus,
  peakResidentBytes,
  processQueuedNs,
  threadIds,
  threadQueuedNs,
  threadState,
} from "./proc.ts";
import { threadId } from "./process.ts";
import { syscallNumber } from "./syscall_names.ts";

Deno.test("parseKib() gives bytes", () => {
  assertEquals(parseKib("VmPeak:\t  8 kB\nVmHWM:\t   12 kB\n", "VmHWM"), 12288);
});

Deno.test("parseKib() throws SyntaxError when the line is missing", () => {
  assertThrows(() => parseKib("VmPeak:\t  8 kB\n", "VmHWM"), SyntaxError, "VmHWM");
});

Deno.test("parseMappings() reads named, deleted and anonymous mappings", () => {
  const text = "7f00-8f00 rw-s 00001000 00:0e 17                         /memfd:a b (deleted)\n" +
    "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n" +
    "1000-3000 r--p 00000000 00:00 0 \n";
  assertEquals(parseMappings(text), [
    { startAddress: 0x7f00n, sizeBytes: 4096, permissions: "rw-s", target: "/memfd:a b (deleted)" },
    {
      startAddress: 0xffffffffff600000n,
      sizeBytes: 4096,
      permissions: "--xp",
      target: "[vsyscall]",
    },
    { startAddress: 0x1000n, sizeBytes: 8192, permissions: "r--p", target: "" },
  ]);
});

Deno.test("parseThreadStatus() reads state and switches", () => {
  const text = "Name:\tx\nState:\tS (sleeping)\nvoluntary_ctxt_switches:\t4\n" +
    "nonvoluntary_ctxt_switches:\t9\n";
  assertEquals(parseThreadStatus(text), {
    state: "S",
    voluntarySwitches: 4,
    involuntarySwitches: 9,
  });
});

Deno.test("mappingsOf() finds a mapping while it is there, and not after", () => {
  using owner = openMemfd("proc_test", { sizeBytes: 65536 });
  const options = { sizeBytes: 65536, flags: MAP_SHARED, fd: owner.fd };
  {
    using memory = NativeMemory.map(options);
    const found = mappingsOf(/proc_test/);
    assertEquals(found.map(({ startAddress }) => startAddress), [memory.address]);
    assertEquals(found.map(({ sizeBytes }) => sizeBytes), [65536]);
  }
  assertEquals(mappingsOf(/proc_test/), []);
});

Deno.test("peakResidentBytes() and anonymousBytes() are within the bounds of the process", () => {
  assertGreater(peakResidentBytes(), 1 << 20);
  assertGreater(anonymousBytes(), 1 << 16);
});

Deno.test("peakResidentBytes() is a process's own, however large who spawned it", async () => {
  const large = new Uint8Array(96 * 1024 ** 2).fill(1);
  const code = `import { peakResidentBytes } from "${import.meta.resolve("./proc.ts")}";
    Deno.stdout.writeSync(new TextEncoder().encode(String(peakResidentBytes())));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", code] }).output();
  assertGreater(large.length, Number(new TextDecoder().decode(stdout)));
});

Deno.test("threadState() shows the calling thread in the call that reads it", () => {
  assertEquals(threadState(threadId())?.state, "R");
});

Deno.test("threadState() is null for a thread that is not there", () => {
  assertEquals(threadState(0x3fffffff), null);
});

Deno.test("threadState() tells the call that another process is blocked in", async () => {
  await using child = new Deno.Command("sleep", { args: ["60"], stdin: "null", stdout: "null" })
    .spawn();
  const look = () => threadState(child.pid, { processId: child.pid });
  const sleeps = [syscallNumber("clock_nanosleep"), syscallNumber("nanosleep")];
  const deadline = performance.now() + 60_000;
  while (!sleeps.includes(look()?.syscall ?? -1) && performance.now() < deadline) {
    await new Promise((done) => setTimeout(done, 1));
  }
  const seen = look();
  child.kill("SIGKILL");
  await child.status;
  assertEquals(seen?.state, "S");
  assert(sleeps.includes(seen?.syscall ?? -1));
});

Deno.test("hasEnded() tells a zombie, and a process that was waited for, from one that runs", async () => {
  await using child = new Deno.Command("sleep", { args: ["60"], stdin: "null", stdout: "null" })
    .spawn();
  const running = hasEnded(child.pid);
  child.kill("SIGKILL");
  // nobody waits for it while this thread is busy
  const deadline = performance.now() + 60_000;
  while (!hasEnded(child.pid) && performance.now() < deadline) { /* it is about to */ }
  const killed = hasEnded(child.pid);
  await child.status;
  assertEquals([running, killed, hasEnded(child.pid)], [false, true, true]);
});

Deno.test("threadIds() lists the threads of another process", () => {
  assert(threadIds({ processId: 1 }).includes(1));
});

Deno.test("processQueuedNs() has what the calling thread waited, and more", () => {
  const own = threadQueuedNs();
  assertGreaterOrEqual(processQueuedNs(), own);
});

Deno.test("processQueuedNs() is 0 for a process that is not there", () => {
  assertEquals(processQueuedNs({ processId: 0x3fffffff }), 0);
});

Deno.test("parseSlabs() adds up objects in use, without those of files", () => {
  const text = "slabinfo - version: 2.1\n" +
    "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>\n" +
    "ext4_inode_cache     100    100   1000   30    8 : tunables 0 0 0 : slabdata 1 1 0\n" +
    "eventpoll_epi         10     32    128   32    1 : tunables 0 0 0 : slabdata 1 1 0\n" +
    "kmalloc-96             2     42     96   42    1 : tunables 0 0 0 : slabdata 1 1 0\n";
  assertEquals(parseSlabs(text), 10 * 128 + 2 * 96);
});

Deno.test("kernelObjectBytes() tells what the kernel holds", () => {
  assertGreater(kernelObjectBytes(), 0);
});
