/** Tests of the command line reader. @module */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type CommandSpec, type FlagSpec, parseCommand, resolveIds } from "./arguments.ts";

const SPEC = {
  name: "bench",
  summary: "Measures.",
  ids: { what: "scenario", help: "which", known: ["ringbuf/record_size", "ringbuf/batch"] },
  flags: {
    quick: { type: "boolean", help: "a short run" },
    rounds: { type: "integer", minimum: 1, help: "rounds" },
    gate: { type: "number", value: "PCT", help: "gate" },
    format: { type: "string", choices: ["text", "json"], help: "format" },
    out: { type: "string", value: "DIR", help: "where" },
    impl: { type: "string", repeat: true, help: "a module" },
  },
} as const satisfies CommandSpec<Record<string, FlagSpec>>;

function run(...argv: string[]) {
  const parsed = parseCommand(SPEC, argv);
  assert("flags" in parsed, JSON.stringify(parsed));
  return parsed;
}

function refusal(...argv: string[]): string {
  const parsed = parseCommand(SPEC, argv);
  assert("error" in parsed, JSON.stringify(parsed));
  return parsed.error;
}

Deno.test("parseCommand() converts each flag by its type when all are given", () => {
  const { flags } = run(
    ...["--quick", "--rounds", "4", "--gate=2.5", "--format", "json", "--out", "d"],
    ...["--impl", "a.ts", "--impl", "b.ts"],
  );
  assertEquals(flags, {
    quick: true,
    rounds: 4,
    gate: 2.5,
    format: "json",
    out: "d",
    impl: ["a.ts", "b.ts"],
  });
});

Deno.test("parseCommand() leaves flags undefined, false or empty when none is given", () => {
  const { flags, ids } = run();
  assertEquals(flags.rounds, undefined);
  assertEquals(flags.quick, false);
  assertEquals(flags.impl, []);
  assertEquals(ids, ["ringbuf/record_size", "ringbuf/batch"]);
});

Deno.test("parseCommand() names the nearest flag when one is unknown", () => {
  assertStringIncludes(refusal("--rouds", "3"), 'Unknown flag "--rouds": did you mean "--rounds"?');
});

Deno.test("parseCommand() names the nearest id when one is unknown", () => {
  assertStringIncludes(refusal("ringbuf/record_sise"), 'did you mean "ringbuf/record_size"?');
  assertStringIncludes(refusal("batch"), 'did you mean "ringbuf/batch"?');
});

Deno.test("parseCommand() names the nearest value when one is not a choice", () => {
  assertStringIncludes(refusal("--format", "jsn"), 'did you mean "json"?');
});

Deno.test("parseCommand() names the nearest number when one is below the minimum", () => {
  assertStringIncludes(refusal("--rounds", "0"), "the nearest valid one is 1");
});

Deno.test("parseCommand() refuses a number that is none", () => {
  assertStringIncludes(refusal("--rounds", "many"), 'a whole number of at least 1, not "many"');
});

Deno.test("parseCommand() refuses a flag without its value", () => {
  assertStringIncludes(refusal("--out"), "--out needs a value");
  assertStringIncludes(refusal("--out", "--quick"), "--out needs a value");
});

Deno.test("parseCommand() refuses a value given to a switch", () => {
  assertStringIncludes(refusal("--quick=no"), "--quick takes no value");
});

Deno.test("parseCommand() refuses a flag given twice", () => {
  assertStringIncludes(refusal("--out", "a", "--out", "b"), "once will do");
});

Deno.test("parseCommand() gives the help text when asked, whatever else is there", () => {
  const parsed = parseCommand(SPEC, ["--help", "--format", "nonsense"]);
  assert("help" in parsed);
  assertStringIncludes(parsed.help, "--format text|json");
});

Deno.test("parseCommand() keeps a number-like argument as it was written", () => {
  const spec = { name: "report", summary: "", ids: { what: "file", help: "" }, flags: {} };
  assertEquals(parseCommand(spec, ["007"]), { flags: {}, ids: ["007"], given: ["007"] });
});

Deno.test("parseCommand() refuses arguments where the command takes none", () => {
  const parsed = parseCommand({ name: "doctor", summary: "", flags: {} }, ["x"]);
  assert("error" in parsed);
  assertStringIncludes(parsed.error, "takes no arguments");
});

Deno.test("resolveIds() expands a folder in table order, without doubles", () => {
  const known = ["a/x", "b/y", "a/z"];
  assertEquals(resolveIds(["a/z", "a"], known), ["a/x", "a/z"]);
});

Deno.test("resolveIds() lists the valid ids when none is near", () => {
  assertEquals(resolveIds(["qqqqqqqq"], ["a/x"], "rule"), {
    error: 'Unknown rule "qqqqqqqq": valid are "a", "a/x".',
  });
});

Deno.test("resolveIds() names the nearest folder when that is what was meant", () => {
  assertEquals(resolveIds(["ringbof"], ["ringbuf/batch", "mux/streams"], "scenario"), {
    error: 'Unknown scenario "ringbof": did you mean "ringbuf"?',
  });
});
