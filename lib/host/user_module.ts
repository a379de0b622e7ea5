/** Loads implementations from a user's TypeScript module, and refuses what cannot work. @module */
import * as v from "valibot";
import type { Implementation, Traits } from "../implementation.ts";

/** Implementations that a user added to a path. */
export interface UserRows {
  /** `ringbuf`. */
  readonly path: string;
  // deno-lint-ignore no-explicit-any -- the input differs by path; only its fixture knows it
  readonly implementations: readonly Implementation<any, unknown>[];
}

/** A user's module that cannot be used: which file, which row, which field, and what mends it. */
export class BadUserModule extends Error {
  override readonly name = "BadUserModule";
}

const callable = v.custom<(...given: never[]) => unknown>(
  (value) => typeof value === "function",
  "it must be a function",
);

/** A closed set of words, with the words in the message. */
function words<const W extends readonly string[]>(...choices: W) {
  return v.picklist(choices, `it must be one of ${choices.map((word) => `"${word}"`).join(", ")}`);
}

const text = v.pipe(
  v.string("it must be a string"),
  v.minLength(1, "it must not be empty"),
);
const flag = v.boolean("it must be true or false");

const TraitsSchema = v.strictObject({
  style: words("cursor", "lease", "visitor"),
  release: words("record", "batch", "token"),
  copies: flag,
  discardsVisible: flag,
  busy: words("empty", "spin"),
  heldWait: v.union([
    words("refuse", "not_applicable"),
    v.strictObject({ pollMs: v.pipe(v.number(), v.minValue(1), v.maxValue(10)) }),
  ], 'it must be "refuse", "not_applicable" or { pollMs: 1 to 10 }'),
  scopeEnd: v.optional(words("carry", "rewind", "commit")),
  visitError: v.optional(words("consumed", "kept")),
  maxInFlight: v.pipe(
    v.number("it must be a number, Infinity for as many as fit"),
    v.check((count) => count === Infinity || Number.isInteger(count), "it must be a whole number"),
    v.minValue(1, "it must be at least 1"),
  ),
  ordered: flag,
  closeMode: words("keeps_memory", "refuses_while_held"),
  thread: words("owner"),
  minimumKernel: v.pipe(
    text,
    v.regex(/^\d+\.\d+$/, 'it must be a kernel version such as "5.8"'),
  ),
  needsKernel: flag,
});

const RowSchema = v.object({
  name: v.pipe(
    text,
    v.regex(/^[a-z][a-z0-9_]*$/, "it must be lower-case words joined by _, such as own_reader"),
  ),
  summary: text,
  source: v.pipe(text, v.url('it must be a URL, such as "https://example.org/design"')),
  traits: TraitsSchema,
  probe: callable,
  open: callable,
  path: v.optional(words("ringbuf")),
});

/** What the trait combinations that no implementation can have look like, and the way out. */
const IMPOSSIBLE: readonly {
  readonly when: (traits: Traits) => boolean;
  readonly what: string;
}[] = [
  {
    when: ({ style, visitError }) => style === "visitor" && visitError === undefined,
    what: 'style "visitor" without visitError: add visitError: "consumed" or "kept"',
  },
  {
    when: ({ style, visitError }) => style !== "visitor" && visitError !== undefined,
    what: 'visitError without style "visitor": remove it, or make it a visitor',
  },
  {
    when: ({ style, scopeEnd }) => style === "lease" && scopeEnd === undefined,
    what: 'style "lease" without scopeEnd: add scopeEnd: "carry", "rewind" or "commit"',
  },
  {
    when: ({ style, scopeEnd }) => style !== "lease" && scopeEnd !== undefined,
    what: 'scopeEnd without style "lease": remove it, or make it a lease',
  },
  {
    when: ({ style, release }) => release === "token" && style !== "cursor",
    what: 'release "token" needs style "cursor": only a cursor has commitToken',
  },
  {
    when: ({ style, release }) => style === "visitor" && release !== "record",
    what: 'style "visitor" releases each payload as its visit ends: make release "record"',
  },
  {
    when: ({ style, maxInFlight }) => style === "visitor" && maxInFlight !== 1,
    what: 'style "visitor" hands out one payload at a time: make maxInFlight 1',
  },
  {
    when: ({ copies, release }) => copies && release !== "record",
    what: 'copies with release other than "record": a copied payload needs no later release',
  },
  {
    when: ({ copies, heldWait }) => copies && heldWait !== "not_applicable",
    what: 'copies with a heldWait: a copied payload is not held; make heldWait "not_applicable"',
  },
  {
    when: ({ copies, style, heldWait }) =>
      !copies && style !== "visitor" && heldWait === "not_applicable",
    what: 'heldWait "not_applicable" without copies: say { pollMs } or "refuse"',
  },
];

/**
 * Imports the modules and checks every row, field by field. Opens nothing; the rows are the
 * module's own objects.
 *
 * @param taken ids that are in use: `ringbuf/copy`.
 * @throws {BadUserModule} naming file, row, field and cure.
 */
export async function loadUserModules(
  files: readonly string[],
  taken: readonly string[],
): Promise<readonly UserRows[]> {
  const ids = new Map(taken.map((id) => [id, "the built-in one"]));
  const loaded: UserRows[] = [];
  for (const file of files) {
    const rows = await importRows(file);
    for (const [index, row] of rows.entries()) {
      loaded.push(checkRow(row, { file, index, ids }));
    }
  }
  return loaded;
}

async function importRows(file: string): Promise<readonly unknown[]> {
  const url = new URL(file, `file://${Deno.cwd()}/`);
  let module: { readonly default?: unknown };
  try {
    module = await import(url.href);
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const cause = text.split("\n", 1)[0]!; // the next line names who imports it
    const missing = error instanceof TypeError && /not found/i.test(error.message);
    const path = missing && cause.includes(url.href) ? "check the path" : "check its imports";
    const cure = missing ? path : `try: deno check ${file}`;
    throw new BadUserModule(`Cannot load ${file}: ${cause}; ${cure}`, {
      cause: error,
    });
  }
  const { default: exported } = module;
  const rows: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  if (exported === undefined || rows.length === 0) {
    throw new BadUserModule(
      `Cannot use ${file}: it has no default export; ` +
        "export default an implementation, or an array of them",
    );
  }
  return rows;
}

function checkRow(row: unknown, place: {
  readonly file: string;
  readonly index: number;
  readonly ids: Map<string, string>;
}): UserRows {
  const { file, index, ids } = place;
  const claimed = typeof row === "object" && row !== null && "name" in row ? row.name : undefined;
  const name = typeof claimed === "string" ? `"${claimed}"` : `number ${index + 1}`;
  const parsed = v.safeParse(RowSchema, spellOut(row));
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const field = v.getDotPath(issue) ?? "default export";
    const missing = issue.input === undefined ? `${field} is missing: ` : `${field}: `;
    const cure = issue.message.startsWith("it must") ? issue.message : describe(issue.message);
    throw new BadUserModule(`Cannot use implementation ${name} of ${file}: ${missing}${cure}`);
  }
  const traits = parsed.output.traits as Traits;
  const impossible = IMPOSSIBLE.find(({ when }) => when(traits));
  if (impossible) {
    throw new BadUserModule(
      `Cannot use implementation ${name} of ${file}: impossible traits: ${impossible.what}`,
    );
  }
  const path = parsed.output.path ?? "ringbuf";
  const id = `${path}/${parsed.output.name}`;
  const holder = ids.get(id);
  if (holder !== undefined) {
    throw new BadUserModule(
      `Cannot use implementation ${name} of ${file}: the name is taken by ${holder}; rename it`,
    );
  }
  ids.set(id, file);
  return { path, implementations: [row as UserRows["implementations"][number]] };
}

/** The row with every key that it should have, absent ones as undefined: each is judged by name. */
function spellOut(row: unknown): unknown {
  if (!isRecord(row)) return row;
  const members = Object.keys(RowSchema.entries).map((key) => [key, row[key]]);
  const { traits } = row;
  if (!isRecord(traits)) return Object.fromEntries(members);
  const required = Object.keys(TraitsSchema.entries).map((key) => [key, traits[key]]);
  return { ...Object.fromEntries(members), traits: { ...Object.fromEntries(required), ...traits } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** valibot's own messages end in what was received; ours say what is wanted. */
function describe(message: string): string {
  return /Expected never/.test(message) ? "there is no such trait; remove it" : message;
}
