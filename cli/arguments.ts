/** Command lines: flags, --help, and refusals that name the nearest valid word. @module */
import { parseArgs } from "@std/cli/parse-args";
import { refuse } from "./nearest.ts";
import { userPath } from "./user_path.ts";

/** One `--flag` of a command. */
export interface FlagSpec {
  /** `boolean` takes no value; `integer` and `number` are checked and converted. */
  readonly type: "boolean" | "string" | "integer" | "number";
  /** One line for --help. */
  readonly help: string;
  /** What stands for the value in --help; `FILE` and `DIR` are resolved as {@linkcode userPath}. */
  readonly value?: string;
  /** The only values it takes; for `string`. */
  readonly choices?: readonly string[];
  /** The least value; for `integer` and `number`. */
  readonly minimum?: number;
  /** May be given several times; its value is an array. For `string`. */
  readonly repeat?: boolean;
}

/** What a command takes. */
export interface CommandSpec<Flags extends Record<string, FlagSpec> = Record<string, FlagSpec>> {
  /** `bench`. */
  readonly name: string;
  /** One sentence: what it does. */
  readonly summary: string;
  readonly flags: Flags;
  /** The positional arguments; left out where the command takes none. */
  readonly ids?: {
    /** What one is: `scenario`, `rule`, `file`. */
    readonly what: string;
    readonly help: string;
    /** The valid ones; left out where anything goes (files). A folder stands for all below it. */
    readonly known?: readonly string[];
    /** How many there must be at least. */
    readonly minimum?: number;
  };
  /** Further lines of --help: exit codes, examples. */
  readonly notes?: readonly string[];
}

type FlagValue<F extends FlagSpec> = F extends { readonly type: "boolean" } ? boolean
  : F extends { readonly repeat: true } ? readonly string[]
  : F extends { readonly type: "string" } ? string | undefined
  : number | undefined;

/** The values of a command's flags; undefined (or no strings, with `repeat`): not given. */
export type FlagValues<Flags extends Record<string, FlagSpec>> = {
  readonly [Name in keyof Flags]: FlagValue<Flags[Name]>;
};

/** A command line, read: what to do, a text to print and exit 0, or one to print and exit 2. */
export type Parsed<Flags extends Record<string, FlagSpec>> =
  | {
    readonly flags: FlagValues<Flags>;
    /** Resolved: a folder stands as all below it, nothing as all there is. */
    readonly ids: readonly string[];
    /** As they were typed. */
    readonly given: readonly string[];
  }
  | { readonly help: string }
  | { readonly error: string };

/** The exit code of a refused command line. */
export const EXIT_BAD_ARGUMENTS = 2;

class Refused extends Error {}

/** Reads `argv` by `spec`. Opens and prints nothing. */
export function parseCommand<const Flags extends Record<string, FlagSpec>>(
  spec: CommandSpec<Flags>,
  argv: readonly string[],
): Parsed<Flags> {
  try {
    const read = readArguments(spec, argv);
    if (read.help === true) return { help: renderHelp(spec) };
    const flags: Record<string, unknown> = {};
    for (const [name, flag] of Object.entries(spec.flags)) {
      flags[name] = convert(name, flag, read[name]);
    }
    const given = read._ as string[];
    return { flags: flags as FlagValues<Flags>, ids: checkIds(spec, given), given };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { error: `${error.message}\nSee: ./ringside ${spec.name} --help` };
  }
}

/**
 * The known ids that `given` names: itself, or all below it where it is a folder (`ringbuf`); all
 * of `known` when nothing is given. Returns the refusal in place of ids for one that is not known.
 */
export function resolveIds(
  given: readonly string[],
  known: readonly string[],
  what = "id",
): readonly string[] | { readonly error: string } {
  const chosen = new Set<string>();
  for (const id of given) {
    const folder = id.endsWith("/") ? id : `${id}/`;
    const matching = known.filter((one) => one === id || one.startsWith(folder));
    if (matching.length === 0) return { error: refuse(what, id, [...foldersOf(known), ...known]) };
    for (const one of matching) chosen.add(one);
  }
  return given.length === 0 ? known : known.filter((one) => chosen.has(one));
}

/** `mux` and `mux/queue` of `mux/queue/ring_copy`: what may stand for all below it. */
function foldersOf(ids: readonly string[]): ReadonlySet<string> {
  return new Set(
    ids.flatMap((id) => [...id.matchAll(/\//g)].map(({ index }) => id.slice(0, index))),
  );
}

/** The --help text of a command. */
export function renderHelp(spec: CommandSpec): string {
  const rows = Object.entries(spec.flags).map(([name, flag]) => {
    const value = flag.choices?.join("|") ?? flag.value ?? flag.type.toUpperCase();
    const repeat = flag.repeat ? " (may be repeated)" : "";
    return [flag.type === "boolean" ? `--${name}` : `--${name} ${value}`, flag.help + repeat];
  });
  rows.push(["--help", "this text"]);
  const width = Math.max(...rows.map(([left]) => left!.length)) + 2;
  const ids = spec.ids;
  const many = ids && (ids.minimum ? ` ${ids.what.toUpperCase()}...` : ` [${ids.what}...]`);
  return [
    `./ringside ${spec.name}${many ?? ""} [flags]`,
    "",
    spec.summary,
    ...(ids ? ["", `  ${ids.what}: ${ids.help}`] : []),
    "",
    ...rows.map(([left, right]) => `  ${left!.padEnd(width)}${right}`),
    ...(spec.notes ? ["", ...spec.notes] : []),
    "",
  ].join("\n");
}

function readArguments(spec: CommandSpec, argv: readonly string[]): Record<string, unknown> {
  const names = Object.keys(spec.flags);
  const isBoolean = (name: string) => name === "help" || spec.flags[name]?.type === "boolean";
  for (const argument of argv) {
    if (argument === "--") break;
    const inline = /^--([^=]+)=/.exec(argument)?.[1];
    if (inline !== undefined && isBoolean(inline)) throw new Refused(`--${inline} takes no value`);
  }
  const valued = names.filter((name) => !isBoolean(name));
  let unknown: string | undefined;
  const read = parseArgs([...argv], {
    boolean: [...names.filter(isBoolean), "help"],
    string: [...valued, "_"],
    collect: valued,
    alias: { h: "help" },
    unknown: (argument: string, key?: string) => {
      if (key !== undefined) unknown ??= argument.split("=")[0]!;
    },
  });
  if (unknown !== undefined) {
    throw new Refused(refuse("flag", unknown, [...names, "help"].map((name) => `--${name}`)));
  }
  return read;
}

function convert(name: string, flag: FlagSpec, given: unknown): unknown {
  if (flag.type === "boolean") return given === true;
  const values = (Array.isArray(given) ? given : given === undefined ? [] : [given]) as string[];
  if (values.includes("")) throw new Refused(`--${name} needs a value: ${flag.help}`);
  if (flag.choices) {
    const wrong = values.find((value) => !flag.choices!.includes(value));
    if (wrong !== undefined) throw new Refused(refuse(`value of --${name}`, wrong, flag.choices));
  }
  const isPath = flag.value === "FILE" || flag.value === "DIR";
  if (flag.repeat) return isPath ? values.map(userPath) : values;
  if (values.length > 1) {
    throw new Refused(`--${name} was given ${values.length} times; once will do`);
  }
  const value = values[0];
  if (value === undefined) return value;
  if (flag.type === "string") return isPath ? userPath(value) : value;
  return convertNumber(name, flag, value);
}

function convertNumber(name: string, flag: FlagSpec, value: string): number {
  const number = Number(value);
  const valid = Number.isFinite(number) && (flag.type === "number" || Number.isSafeInteger(number));
  const minimum = flag.minimum ?? -Infinity;
  if (valid && number >= minimum) return number;
  const kind = flag.type === "integer" ? "a whole number" : "a number";
  const bound = flag.minimum === undefined ? "" : ` of at least ${flag.minimum}`;
  const near = valid ? `; the nearest valid one is ${minimum}` : "";
  throw new Refused(`--${name} takes ${kind}${bound}, not "${value}"${near}`);
}

function checkIds(spec: CommandSpec, given: readonly string[]): readonly string[] {
  if (spec.ids === undefined) {
    if (given.length === 0) return given;
    throw new Refused(`${spec.name} takes no arguments, only flags; it was given "${given[0]}"`);
  }
  const { what, known, minimum = 0 } = spec.ids;
  if (given.length < minimum) {
    throw new Refused(`${spec.name} needs at least ${minimum} ${what}${minimum > 1 ? "s" : ""}`);
  }
  if (known === undefined) return what === "file" ? given.map(userPath) : given;
  const ids = resolveIds(given, known, what);
  if ("error" in ids) throw new Refused(ids.error);
  return ids;
}
