/** Tests of loading a user's implementations: each refusal names the place and the cure. @module */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ringbufImplementations } from "../ringbuf/table.ts";
import { BadUserModule, loadUserModules } from "./user_module.ts";

const unsafe = ringbufImplementations.find(({ name }) => name === "unsafe")!;
const TRAITS = { ...unsafe.traits, maxInFlight: 8 };

/** A row as JSON, with functions where they belong. */
function row(over: Record<string, unknown> = {}): string {
  const { probe = "() => ({})", open = "() => ({})", ...rest } = {
    name: "own",
    summary: "one of mine",
    source: "https://example.org/own",
    traits: TRAITS,
    ...over,
  } as Record<string, unknown>;
  const data = JSON.stringify(rest).slice(0, -1);
  return `${data}, "probe": ${probe}, "open": ${open} }`;
}

/** A module of that text. */
function moduleOf(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

async function refusal(text: string, taken: readonly string[] = []): Promise<string> {
  const error = await assertRejects(() => loadUserModules([moduleOf(text)], taken), BadUserModule);
  return error.message.replace(/data:[^\s:]+/g, "FILE");
}

Deno.test("loadUserModules() takes one row as the default export", async () => {
  const loaded = await loadUserModules([moduleOf(`export default ${row()}`)], []);
  assertEquals(loaded.map(({ path, implementations }) => [path, implementations[0]!.name]), [
    ["ringbuf", "own"],
  ]);
});

Deno.test("loadUserModules() takes an array of rows", async () => {
  const text = `export default [${row()}, ${row({ name: "other" })}]`;
  assertEquals((await loadUserModules([moduleOf(text)], [])).length, 2);
});

Deno.test("loadUserModules() finds nothing wrong with the built-in implementations", async () => {
  const table = new URL("../ringbuf/table.ts", import.meta.url).href;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, `export { ringbufImplementations as default } from "${table}";`);
    const loaded = await loadUserModules([file], []);
    assertEquals(loaded.length, ringbufImplementations.length);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("loadUserModules() tells an import that is not there from a file that is not", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, 'import "/no/such_import.ts";\n');
    const error = await assertRejects(() => loadUserModules([file], []), BadUserModule);
    assertStringIncludes(error.message, "check its imports");
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("loadUserModules() refuses a file that is not there", async () => {
  const error = await assertRejects(() => loadUserModules(["/no/such.ts"], []), BadUserModule);
  assertStringIncludes(error.message, "/no/such.ts");
  assertStringIncludes(error.message, "check the path");
});

Deno.test("loadUserModules() refuses a module that throws", async () => {
  assertEquals(
    await refusal(`throw new RangeError("not today")`),
    "Cannot load FILE: RangeError: not today; mend its top level",
  );
});

Deno.test("loadUserModules() refuses a module without a default export", async () => {
  assertStringIncludes(await refusal("export const own = 1"), "no default export");
  assertStringIncludes(await refusal("export default []"), "its array is empty");
});

Deno.test("loadUserModules() refuses a module that ends the process", async () => {
  assertStringIncludes(await refusal(`Deno.exit(0); export default ${row()}`), "Deno.exit");
});

Deno.test("loadUserModules() refuses a module that never ends loading", async () => {
  const { promise: loadingEnds, resolve: endLoading } = Promise.withResolvers<void>();
  Object.assign(globalThis, { loadingEnds });
  const module = moduleOf(`await globalThis.loadingEnds; export default ${row()}`);
  const error = await assertRejects(
    () => loadUserModules([module], [], { loadTimeoutMs: 1 }),
    BadUserModule,
  );
  endLoading(); // or the test runner waits for it; the time may be up before the module runs
  await import(module);
  assertStringIncludes(error.message, "it was not loaded after");
});

Deno.test("loadUserModules() says what a row without a path is taken for", async () => {
  const text = `const r = ${row()}; delete r.traits.style; export default r`;
  assertStringIncludes(await refusal(text), 'without a path it is taken for one of "ringbuf"');
});

Deno.test("loadUserModules() names the member that is missing", async () => {
  const text = `const r = ${row()}; delete r.summary; export default r`;
  assertEquals(
    await refusal(text),
    'Cannot use implementation "own" of FILE: summary is missing: it must be a string',
  );
});

Deno.test("loadUserModules() names the member of the wrong type", async () => {
  assertStringIncludes(
    await refusal(`export default ${row({ open: "7" })}`),
    "open: it must be a function",
  );
});

Deno.test("loadUserModules() names a trait that is missing", async () => {
  const { busy: _, ...traits } = TRAITS;
  const message = await refusal(`export default ${row({ traits })}`);
  assertStringIncludes(message, 'traits.busy is missing: it must be one of "empty", "spin"');
});

Deno.test("loadUserModules() names a trait that does not exist", async () => {
  const message = await refusal(`export default ${row({ traits: { ...TRAITS, fast: true } })}`);
  assertStringIncludes(message, "traits.fast: there is no such trait; remove it");
});

Deno.test("loadUserModules() refuses a value that is no row", async () => {
  assertStringIncludes(await refusal("export default 7"), "implementation number 1");
});

Deno.test("loadUserModules() refuses a name that is taken", async () => {
  const text = `export default ${row({ name: "copy" })}`;
  assertStringIncludes(await refusal(text, ["ringbuf/copy"]), "taken by the built-in one");
});

Deno.test("loadUserModules() refuses the same name twice in one module", async () => {
  assertStringIncludes(await refusal(`export default [${row()}, ${row()}]`), "rename it");
});

const IMPOSSIBLE: Readonly<Record<string, Record<string, unknown>>> = {
  visitError: { style: "visitor", release: "record", maxInFlight: 1 },
  scopeEnd: { style: "lease" },
  commitToken: { style: "visitor", visitError: "kept", release: "token" },
  "one payload at a time": { style: "visitor", visitError: "kept", release: "record" },
  "needs no later release": { copies: true },
  "is not held": { copies: true, release: "record" },
  "without copies": { heldWait: "not_applicable" },
};

for (const [word, over] of Object.entries(IMPOSSIBLE)) {
  Deno.test(`loadUserModules() refuses ${JSON.stringify(over)} and says ${word}`, async () => {
    const message = await refusal(`export default ${row({ traits: { ...TRAITS, ...over } })}`);
    assertStringIncludes(message, "impossible traits");
    assertStringIncludes(message, word);
  });
}

const SINK_TRAITS = {
  release: "completion",
  batched: true,
  maxInFlight: 16,
  ordered: true,
  shortSends: false,
  closeMode: "cancels",
  asksZeroCopy: false,
  thread: "owner",
  minimumKernel: "6.1",
  needsKernel: true,
  ring: true,
};

Deno.test("loadUserModules() takes the traits of a sink on a path of sinks", async () => {
  const over = { path: "netlink/send", traits: { ...SINK_TRAITS, style: "cursor" } };
  const message = await refusal(`export default ${row(over)}`);
  assertStringIncludes(message, "traits.style: there is no such trait; remove it");
});

Deno.test("loadUserModules() names a trait of a sink that is missing", async () => {
  const { batched: _, ...traits } = SINK_TRAITS;
  const message = await refusal(`export default ${row({ path: "zerocopy", traits })}`);
  assertStringIncludes(message, "traits.batched is missing");
});

const QUEUE_TRAITS = {
  bound: "messages",
  copiesPerMessage: 0,
  holdKeepsPlace: false,
  closeWaitsForHeld: false,
  blocksOthers: false,
  thread: "owner",
  minimumKernel: "4.18",
  needsKernel: false,
};

Deno.test("loadUserModules() takes the traits of a queue", async () => {
  const text = `export default ${row({ path: "mux/queue", traits: QUEUE_TRAITS })}`;
  const loaded = await loadUserModules([moduleOf(text)], []);
  assertEquals(loaded.map(({ path }) => path), ["mux/queue"]);
});

Deno.test("loadUserModules() names a trait of a queue that is wrong", async () => {
  const traits = { ...QUEUE_TRAITS, copiesPerMessage: -1 };
  const message = await refusal(`export default ${row({ path: "mux/queue", traits })}`);
  assertStringIncludes(message, "traits.copiesPerMessage: it must not be negative");
});

Deno.test("loadUserModules() refuses a path that takes none", async () => {
  const message = await refusal(`export default ${row({ path: "netlink" })}`);
  assertStringIncludes(message, 'path: it must be one of "ringbuf", "netlink/receive"');
});

Deno.test("loadUserModules() takes the traits of a writer, and names one that is wrong", async () => {
  const { thread, minimumKernel, needsKernel } = QUEUE_TRAITS;
  const host = { thread, minimumKernel, needsKernel };
  const traits = { bound: "mark", coalesces: true, credit: false, ...host };
  const text = `export default ${row({ path: "mux/writer", traits })}`;
  const loaded = await loadUserModules([moduleOf(text)], []);
  assertEquals(loaded.map(({ path }) => path), ["mux/writer"]);
  const wrong = { ...traits, bound: "memory" };
  const message = await refusal(`export default ${row({ path: "mux/writer", traits: wrong })}`);
  assertStringIncludes(message, "traits.bound: it must be one of");
});
