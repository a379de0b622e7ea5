/** ringside conformance: checks every implementation against the rules of its path. @module */
// deno-lint-ignore-file no-console -- commands print
import { BadUserModule, loadUserModules } from "../lib/host/user_module.ts";
import { type Listed, listImplementations, listMutants } from "../conformance/catalog.ts";
import { EXIT_FAILED } from "../conformance/exit_code.ts";
import { expandPaths, knownIds, planChecks } from "../conformance/plan.ts";
import { planSelfTest } from "../conformance/self_test.ts";
import { EXIT_BAD_ARGUMENTS, parseCommand, resolveIds } from "./arguments.ts";
import { renderList } from "./conformance_list.ts";
import { runChecks, runSelfTest, type Session } from "./conformance_run.ts";
import { onInterrupt } from "./interrupt.ts";

const SPEC = {
  name: "conformance",
  summary: "Checks every implementation against the rules of its path.",
  ids: {
    what: "id",
    help: "rules (shared/released_once), implementations (ringbuf/copy), or a folder of either " +
      "(shared); a path (ringbuf) means all of it; with --self-test, mutants in their place",
  },
  flags: {
    list: { type: "boolean", help: "print the rules and implementations, and check nothing" },
    impl: {
      type: "string",
      value: "FILE",
      repeat: true,
      help: "a TypeScript module with implementations of your own; see docs/bring_your_own.md",
    },
    "self-test": {
      type: "boolean",
      help: "check the rules: each must kill the broken implementations that it names",
    },
    format: {
      type: "string",
      choices: ["text", "json", "junit", "tap"],
      help: "what is printed (text)",
    },
    out: {
      type: "string",
      value: "DIR",
      help: "where results.jsonl and the reports go (reports/out/conformance)",
    },
    seed: {
      type: "integer",
      minimum: 0,
      help: "repeats a run with the same random choices (by default a new one each time)",
    },
    require: {
      type: "string",
      value: "IDS",
      repeat: true,
      help: "rules or implementations, with commas between, that must not be skipped",
    },
  },
  notes: [
    "Exit codes: 0 conformant, 1 a rule is broken, 2 the harness or the environment failed or bad",
    "arguments, 3 a rule was not exercised, or was skipped though --require named it.",
  ],
} as const;

class Refused extends Error {}

/** Keeps standard output for the report: what a module prints while it is imported goes beside. */
async function printingToStderr<T>(run: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = console.error;
  try {
    return await run();
  } finally {
    console.log = log;
  }
}

/** Runs the command. Returns its exit code. */
export async function runConformance(argv: readonly string[]): Promise<number> {
  const parsed = parseCommand(SPEC, argv);
  if ("help" in parsed) {
    console.log(parsed.help);
    return 0;
  }
  if ("error" in parsed) return refuse(parsed.error);
  const { flags, ids } = parsed;
  try {
    const user = await printingToStderr(() =>
      loadUserModules(flags.impl, listImplementations().map(({ id }) => id))
    );
    const isSelfTest = flags["self-test"];
    const listed = isSelfTest ? listMutants(user) : listImplementations(user);
    const chosen = resolve(expandPaths(ids, listed), { listed, isSelfTest });
    const required = resolve(flags.require.flatMap((list) => list.split(",")), {
      listed,
      isSelfTest,
    });
    if (flags.list) {
      console.log(renderList(listed, ids.length === 0 ? undefined : chosen));
      return 0;
    }
    const session: Session = {
      argv,
      seed: flags.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
      out: flags.out ?? `reports/out/${isSelfTest ? "self_test" : "conformance"}`,
      format: (flags.format ?? "text") as Session["format"],
      userFiles: flags.impl,
      user,
      required: flags.require.length === 0 ? [] : required,
      chosen: ids.length === 0 ? [] : chosen,
    };
    return await runSession(session, { listed, isSelfTest });
  } catch (error) {
    if (error instanceof Refused || error instanceof BadUserModule) return refuse(error.message);
    console.error(error instanceof Error ? error.message : error);
    return EXIT_FAILED;
  }
}

async function runSession(session: Session, what: {
  readonly listed: readonly Listed[];
  readonly isSelfTest: boolean;
}): Promise<number> {
  using interrupt = onInterrupt();
  const code = what.isSelfTest
    ? await runSelfTest(session, { jobs: planSelfTest(session.chosen, session.user), interrupt })
    : await runChecks(session, { plan: planChecks(what.listed, session.chosen), interrupt });
  return interrupt.exitCode ?? code;
}

function resolve(given: readonly string[], { listed, isSelfTest }: {
  readonly listed: readonly Listed[];
  readonly isSelfTest: boolean;
}): readonly string[] {
  const kind = isSelfTest ? "mutant" : "implementation";
  const ids = resolveIds(given, knownIds(listed), `rule or ${kind}`);
  if (!("error" in ids)) return ids;
  const list = `./ringside conformance${isSelfTest ? " --self-test" : ""} --list`;
  throw new Refused(`${ids.error}\nSee: ${list}`);
}

function refuse(message: string): number {
  console.error(message);
  return EXIT_BAD_ARGUMENTS;
}

if (import.meta.main) Deno.exit(await runConformance(Deno.args));
