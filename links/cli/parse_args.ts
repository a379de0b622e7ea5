/** Stand-in for jsr:@std/cli/parse-args, over node:util: same names and signature, the part we use. @module */
import { parseArgs as parseTokens } from "node:util";

/** What {@linkcode parseArgs} takes. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  D extends Record<string, unknown> = Record<string, unknown>,
> {
  /** Flags without a value; false unless given. */
  boolean?: B | readonly B[];
  /** Options whose value stays a string; `"_"` keeps positional arguments strings. */
  string?: S | readonly S[];
  /** Options that may be given often; their values come as an array. */
  collect?: C | readonly C[];
  default?: D;
  /** Other names of an option. */
  alias?: Readonly<Record<string, string | readonly string[]>>;
  /** Boolean flags that `--no-flag` sets to false. */
  negatable?: string | readonly string[];
  /** Called with what none of the above names; what it returns false for is left out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

type StringValue<K, C, D> = K extends C ? string[]
  : K extends keyof D ? string | D[K]
  : string | undefined;

/** What {@linkcode parseArgs} returns. */
export type Args<B extends string, S extends string, C extends string, D> =
  & { [K in B]: K extends C ? boolean[] : boolean }
  & { [K in Exclude<S, "_">]: StringValue<K, C, D> }
  & { [K in Exclude<keyof D, B | S>]: D[K] }
  & { _: Array<string | number> };

/** Sorts command line arguments into options and positional arguments. */
export function parseArgs<
  const B extends string = never,
  const S extends string = never,
  const C extends string = never,
  const D extends Record<string, unknown> = Record<never, never>,
>(args: readonly string[], options: ParseOptions<B, S, C, D> = {}): Args<B, S, C, D> {
  const known = describe(options);
  const found: Record<string, unknown> = {};
  const positionals: Array<string | number> = [];
  const ignore = (arg: string, key?: string, value?: unknown) =>
    options.unknown?.(arg, key, value) === false;
  const { joined, joinedAt } = joinValues(args, known);
  const { tokens } = parseTokens({
    args: joined,
    options: Object.fromEntries([...known.strings].map((key) => [key, { type: "string" }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  let literal = false;
  for (const token of tokens) {
    if (token.kind === "option-terminator") {
      literal = true;
    } else if (token.kind === "positional") {
      if (!literal && ignore(token.value)) continue;
      positionals.push(known.strings.has("_") ? token.value : numeric(token.value));
    } else {
      const { key, value } = typed(token.name, token.value, known);
      const spelt = token.value === undefined || joinedAt.has(token.index);
      const raw = spelt ? token.rawName : `${token.rawName}=${token.value}`;
      const declared = known.booleans.has(key) || known.strings.has(key) ||
        known.collected.has(key);
      if (declared || !ignore(raw, key, value)) put(found, key, value, known);
    }
  }
  return withDefaults(found, positionals, { known, options }) as Args<B, S, C, D>;
}

interface Known {
  readonly booleans: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  /** Every name to the names that share its value, itself first. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
}

function describe(options: ParseOptions): Known {
  const aliases = new Map<string, readonly string[]>();
  for (const [key, others] of Object.entries(options.alias ?? {})) {
    const names = [key, ...list(others)];
    for (const name of names) aliases.set(name, [name, ...names.filter((n) => n !== name)]);
  }
  const widen = (names: readonly string[]) =>
    new Set(names.flatMap((name) => aliases.get(name) ?? [name]));
  return {
    booleans: widen(list(options.boolean)),
    strings: widen(list(options.string)),
    collected: widen(list(options.collect)),
    negatable: widen(list(options.negatable)),
    aliases,
  };
}

function list(names: string | readonly string[] | undefined): readonly string[] {
  return names === undefined ? [] : typeof names === "string" ? [names] : names;
}

/** Ties each option to the value that follows it, `--name=value`, the way @std/cli pairs them. */
function joinValues(args: readonly string[], known: Known) {
  const joined: string[] = [];
  const joinedAt = new Set<number>();
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === "--") {
      joined.push(...args.slice(index));
      break;
    }
    const name = /^(?:--([^=]+)|-([^-=\d]))$/.exec(arg);
    const key = name?.[1] ?? name?.[2];
    const next = args[index + 1];
    if (key === undefined) {
      joined.push(arg);
    } else if (takes(key, next, known)) {
      joinedAt.add(joined.length);
      joined.push(`--${key}=${next}`);
      index++;
    } else {
      joined.push(known.strings.has(key) ? `--${key}=` : arg);
    }
  }
  return { joined, joinedAt };
}

function takes(key: string, next: string | undefined, known: Known): boolean {
  if (next === undefined || next.startsWith("-")) return false;
  if (known.booleans.has(key)) return next === "true" || next === "false";
  return !(key.startsWith("no-") && known.negatable.has(key.slice(3)));
}

function typed(name: string, value: string | undefined, known: Known) {
  const negated = name.startsWith("no-") ? name.slice(3) : "";
  if (value === undefined && known.negatable.has(negated)) return { key: negated, value: false };
  if (known.booleans.has(name)) return { key: name, value: value !== "false" };
  if (known.strings.has(name)) return { key: name, value: value ?? "" };
  return { key: name, value: value === undefined ? true : numeric(value) };
}

function numeric(text: string): string | number {
  return /^(?:0x[\da-f]+|[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)$/i.test(text)
    ? Number(text)
    : text;
}

function put(found: Record<string, unknown>, key: string, value: unknown, known: Known): void {
  for (const name of known.aliases.get(key) ?? [key]) {
    const before = found[name];
    found[name] = known.collected.has(name)
      ? [...(Array.isArray(before) ? before : []), value]
      : value;
  }
}

function withDefaults(
  found: Record<string, unknown>,
  positionals: Array<string | number>,
  { known, options }: { known: Known; options: ParseOptions },
): Record<string, unknown> {
  const blank: Record<string, unknown> = {};
  for (const name of known.booleans) blank[name] = false;
  for (const name of known.collected) blank[name] = [];
  for (const [key, value] of Object.entries(options.default ?? {})) {
    for (const name of known.aliases.get(key) ?? [key]) blank[name] = value;
  }
  return { ...blank, ...found, _: positionals };
}
