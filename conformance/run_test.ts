/** Tests of the engine with implementations that crash, hang and misbehave. @module */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { loadUserModules, type UserRows } from "../lib/host/user_module.ts";
import type { VerdictLine } from "../results/schema.ts";
import { runJobs } from "./run.ts";

const MOD = new URL("../mod.ts", import.meta.url).href;

/** A user's module whose one row opens as `open` says; deleted by disposal. */
async function openModule(open: string): Promise<
  { readonly file: string; readonly user: readonly UserRows[] } & Disposable
> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(
    file,
    `import { ringbufImplementations } from "${MOD}";
    const unsafe = ringbufImplementations.find(({ name }) => name === "unsafe");
    export default { ...unsafe, name: "odd", open: (input) => { ${open} } };`,
  );
  const user = await loadUserModules([file], []);
  return { file, user, [Symbol.dispose]: () => Deno.removeSync(file) };
}

interface Wish {
  readonly open: string;
  readonly rules: readonly string[];
  readonly limitMs?: number;
}

async function run({ open, rules, limitMs }: Wish): Promise<readonly VerdictLine[]> {
  using module = await openModule(open);
  const verdicts: VerdictLine[] = [];
  await runJobs({
    jobs: [{ path: "ringbuf", implementation: "ringbuf/odd", rules }],
    seed: 1,
    userFiles: [module.file],
    user: module.user,
    abort: new AbortController().signal,
    onVerdict: (line) => verdicts.push(line),
    ...(limitMs === undefined ? {} : { limitMs }),
  });
  return verdicts;
}

Deno.test("runJobs() gives a crash as broken with its signal, and goes on", async () => {
  const verdicts = await run({
    open: `Deno.kill(Deno.pid, "SIGKILL"); for (;;);`,
    rules: ["shared/five_results", "shared/no_leak"],
  });
  assertEquals(verdicts.map(({ verdict }) => verdict), ["broken", "broken"]);
  assertStringIncludes(verdicts[1]!.actual!, "SIGKILL");
});

Deno.test("runJobs() gives a hang as broken, and goes on with a new process", async () => {
  const verdicts = await run({
    open: `for (;;);`,
    rules: ["shared/five_results", "shared/counter_wrap"],
    limitMs: 300,
  });
  assertEquals(verdicts.map(({ actual }) => actual), [
    "hung past 300 ms; its process was killed",
    "hung past 300 ms; its process was killed",
  ]);
});

Deno.test("runJobs() gives a rule the time that it asks for, whatever the run has", async () => {
  const [line] = await run({
    open: `throw new Error("no such ring");`,
    rules: ["ringbuf/many_interleavings"],
    limitMs: 1,
  });
  assertStringIncludes(line!.actual!, "no such ring");
});

Deno.test("runJobs() gives an exception as broken with its message and the replay", async () => {
  const [line] = await run({
    open: `throw new Error("no such ring");`,
    rules: ["shared/counter_wrap"],
  });
  assertEquals([line!.verdict, line!.on], ["broken", "fake"]);
  assertStringIncludes(line!.actual!, "no such ring");
  assertStringIncludes(line!.replay!, "shared/counter_wrap ringbuf/odd --seed 1 --impl ");
});

Deno.test("runJobs() is not misled by what an implementation prints", async () => {
  const [line] = await run({
    open: `Deno.stdout.writeSync(new TextEncoder().encode('{"kind":"checked"}\\n'));
      return unsafe.open(input);`,
    rules: ["shared/counter_wrap"],
  });
  assertEquals(line!.verdict, "holds");
});

Deno.test("runJobs() gives an uncaught exception with its stack", async () => {
  const [line] = await run({
    open: `queueMicrotask(() => { throw new Error("from nowhere"); }); return unsafe.open(input);`,
    rules: ["shared/counter_wrap"],
  });
  assertEquals(line!.verdict, "broken");
  assertStringIncludes(line!.actual!, "from nowhere");
});

Deno.test("runJobs() ends at an abort without a verdict for what was under way", async () => {
  using module = await openModule("for (;;);");
  const controller = new AbortController();
  const verdicts: VerdictLine[] = [];
  const done = runJobs({
    jobs: [{
      path: "ringbuf",
      implementation: "ringbuf/odd",
      rules: ["shared/counter_wrap", "shared/five_results"],
    }],
    seed: 1,
    userFiles: [module.file],
    user: module.user,
    abort: controller.signal,
    onVerdict: (line) => verdicts.push(line),
  });
  controller.abort();
  await done;
  assertEquals(verdicts, []);
  assert(controller.signal.aborted);
});
