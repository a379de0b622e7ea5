/** What the project relies on of @std/cli/parse-args; holds for the stand-in and for JSR's. @module */
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

Deno.test("parseArgs() gives booleans, strings and positional arguments when all are there", () => {
  const args = parseArgs(["ringbuf/copy", "--quick", "--out", "reports", "--pairs=8"], {
    boolean: ["quick", "list"],
    string: ["out", "pairs"],
  });
  const expected: { quick: boolean; list: boolean; out: string | undefined } = {
    quick: true,
    list: false,
    out: "reports",
  };
  assertEquals({ quick: args.quick, list: args.list, out: args.out }, expected);
  assertEquals([args.pairs, args._], ["8", ["ringbuf/copy"]]);
});

Deno.test("parseArgs() leaves a string option undefined when it is not given", () => {
  assertEquals(parseArgs([], { string: ["out"] }).out, undefined);
});

Deno.test("parseArgs() gives an empty string when a string option has no value", () => {
  assertEquals(parseArgs(["--out", "--quick"], { string: ["out"], boolean: ["quick"] }).out, "");
});

Deno.test("parseArgs() collects every value when an option may repeat", () => {
  const options = { string: ["impl"], collect: ["impl"] } as const;
  assertEquals(parseArgs(["--impl", "a.ts", "--impl=b.ts"], options).impl, ["a.ts", "b.ts"]);
  assertEquals(parseArgs([], options).impl, []);
});

Deno.test("parseArgs() takes the default when an option is not given", () => {
  const options = { string: ["format"], default: { format: "text" } } as const;
  assertEquals(parseArgs([], options).format, "text");
  assertEquals(parseArgs(["--format", "json"], options).format, "json");
});

Deno.test("parseArgs() sets every name when an alias is used", () => {
  const args = parseArgs(["-h"], { boolean: ["help"], alias: { help: "h" } });
  assertEquals(args.help, true);
});

Deno.test("parseArgs() asks about options it was not told of when unknown is given", () => {
  const asked: unknown[] = [];
  const args = parseArgs(["--quik", "id", "--rounds=3"], {
    boolean: ["quick"],
    unknown: (arg, key, value) => {
      asked.push([arg, key, value]);
      return key === undefined;
    },
  });
  assertEquals(asked, [["--quik", "quik", "id"], ["--rounds=3", "rounds", 3]]);
  assertEquals(args._, []);
});

Deno.test("parseArgs() keeps what follows -- as it is", () => {
  assertEquals(parseArgs(["--", "--quick"], { boolean: ["quick"] })._, ["--quick"]);
});

Deno.test("parseArgs() turns positional numbers into numbers unless _ is a string", () => {
  assertEquals(parseArgs(["7"])._, [7]);
  assertEquals(parseArgs(["7"], { string: ["_"] })._, ["7"]);
});

Deno.test("parseArgs() reads a boolean's value when it is spelt out", () => {
  const options = { boolean: ["quick"] } as const;
  assertEquals(parseArgs(["--quick=false"], options).quick, false);
  assertEquals(parseArgs(["--quick", "false"], options).quick, false);
});

Deno.test("parseArgs() negates a flag when it is negatable", () => {
  const options = { boolean: ["color"], negatable: ["color"], default: { color: true } } as const;
  assertEquals(parseArgs(["--no-color"], options).color, false);
});
