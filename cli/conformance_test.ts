/** Tests of the conformance command, as a user runs it. @module */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readResults } from "../results/read.ts";

const ROOT = new URL("..", import.meta.url);

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function command(args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "cli/conformance.ts", ...args],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(...args: readonly string[]): Promise<Ran> {
  const { code, stdout, stderr } = await command(args).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A folder for reports, deleted by disposal. */
function openFolder(): { readonly path: string } & Disposable {
  const path = Deno.makeTempDirSync();
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

Deno.test("conformance refuses an unknown id and names the nearest", async () => {
  const { code, stderr } = await run("shared/no_leek");
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'did you mean "shared/no_leak"?');
});

Deno.test("conformance refuses a module that it cannot use and changes nothing", async () => {
  using folder = openFolder();
  const out = `${folder.path}/out`;
  const { code, stderr } = await run("--impl", "/no/such.ts", "--out", out);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "Cannot load /no/such.ts");
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test("conformance --list prints rules and implementations and checks nothing", async () => {
  const { code, stdout } = await run("--list", "shared", "ringbuf/copy");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "shared/owned_until_release");
  assertStringIncludes(stdout, "ringbuf/copy");
  assert(!stdout.includes("ringbuf/lease"));
});

Deno.test("conformance writes results and reports", async () => {
  using folder = openFolder();
  const { code, stdout } = await run(
    ...["shared/counter_wrap", "ringbuf/copy", "--seed", "5", "--out", folder.path],
  );
  assertEquals(code, 0, stdout);
  const files = [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
  assertEquals(files, ["conformance.md", "junit.xml", "results.jsonl"]);
  const { run: line, partial, lines } = readResults(`${folder.path}/results.jsonl`);
  assertEquals([line.seed, partial, lines.length], [5, null, 1]);
});

for (const id of ["ringbuf/own_reader", "mux/queue/own_queue"]) {
  Deno.test(`the example of ${id} keeps every rule`, async () => {
    using folder = openFolder();
    const file = `examples/${id.slice(id.lastIndexOf("/") + 1)}.ts`;
    const { code, stdout } = await run("--impl", file, id, "--out", folder.path);
    assertEquals(code, 0, stdout);
  });
}

Deno.test("conformance keeps what a module prints out of its report", async () => {
  using folder = openFolder();
  const file = `${folder.path}/own.ts`;
  const root = new URL("..", import.meta.url).href;
  const text =
    `import own from "${root}examples/own_queue.ts"; console.log(1); export default own;`;
  Deno.writeTextFileSync(file, text);
  const ids = ["mux/queue/own_queue", "mux/long_messages"];
  const out = ["--format", "json", "--out", folder.path];
  const { code, stdout } = await run("--impl", file, ...ids, ...out);
  assertEquals([code, JSON.parse(stdout).run.task], [0, "conformance"]);
});

Deno.test("conformance checks a ring of a user's in a Worker, too", async () => {
  using folder = openFolder();
  const file = `${folder.path}/own.ts`;
  const root = new URL("..", import.meta.url).href;
  const text = `import { uring } from "${root}lib/netlink/receive/uring.ts";
    export default { ...uring, path: "netlink/receive", name: "own_ring" };`;
  Deno.writeTextFileSync(file, text);
  const ids = ["netlink/receive/own_ring", "ring/worker_ends"];
  const { stdout } = await run("--impl", file, ...ids, "--format", "tap", "--out", folder.path);
  assert(!stdout.includes("not exercised"), stdout); // skipped where the host has no io_uring
});

Deno.test("conformance stops at SIGTERM with a partial report and no process left", async () => {
  using folder = openFolder();
  const child = command(["ringbuf", "--out", folder.path]).spawn();
  const { children } = await firstSubjects(child.pid);
  child.kill("SIGTERM");
  const { code } = await child.output();
  assertEquals(code, 143);
  assertEquals(children.filter(isRunning), []);
  const { partial } = readResults(`${folder.path}/results.jsonl`);
  assertStringIncludes(partial!, "SIGTERM");
});

/** Waits until the command has subjects: from then on there is something to clean up. */
async function firstSubjects(pid: number): Promise<{ readonly children: readonly number[] }> {
  for (;;) {
    const children = childrenOf(pid);
    if (children.length > 0) return { children };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`);
    return text.split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Whether a process is there and not merely waiting to be reaped. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}
