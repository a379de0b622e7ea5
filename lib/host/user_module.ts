/** Loads implementations from a user's TypeScript module, and refuses what cannot work. @module */
import * as v from "valibot";
import type { HostTraits, Implementation, Traits } from "../implementation.ts";
import {
  findImpossible,
  QueueTraitsSchema,
  SinkTraitsSchema,
  SourceTraitsSchema,
  text,
  words,
  WriterTraitsSchema,
} from "./user_traits.ts";

/** Implementations that a user added to a path. */
export interface UserRows {
  /** `ringbuf`, `netlink/send`. */
  readonly path: string;
  // deno-lint-ignore no-explicit-any -- the input differs by path; only its fixture knows it
  readonly implementations: readonly Implementation<any, unknown, HostTraits>[];
}

/** A user's module that cannot be used: which file, which row, which field, and what mends it. */
export class BadUserModule extends Error {
  override readonly name = "BadUserModule";
}

/** Long enough to bring the packages that a module imports. */
const LOAD_TIMEOUT_MS = 60_000;

const callable = v.custom<(...given: never[]) => unknown>(
  (value) => typeof value === "function",
  "it must be a function",
);

/** What the traits are of: one of {@linkcode SCHEMAS}. */
type Role = "source" | "sink" | "queue" | "writer";

/** The paths that take a user's implementations, and what these are. */
const ROLES: Readonly<Record<string, Role>> = {
  ringbuf: "source",
  "netlink/receive": "source",
  "netlink/send": "sink",
  zerocopy: "sink",
  readyread: "source",
  "mux/queue": "queue",
  "mux/writer": "writer",
};

const MEMBERS = {
  name: v.pipe(
    text,
    v.regex(/^[a-z][a-z0-9_]*$/, "it must be lower-case words joined by _, such as own_reader"),
  ),
  summary: text,
  source: v.pipe(text, v.url('it must be a URL, such as "https://example.org/design"')),
  probe: callable,
  open: callable,
  path: v.optional(words(...Object.keys(ROLES))),
};

const SCHEMAS = {
  source: v.object({ ...MEMBERS, traits: SourceTraitsSchema }),
  sink: v.object({ ...MEMBERS, traits: SinkTraitsSchema }),
  queue: v.object({ ...MEMBERS, traits: QueueTraitsSchema }),
  writer: v.object({ ...MEMBERS, traits: WriterTraitsSchema }),
};

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
  { loadTimeoutMs = LOAD_TIMEOUT_MS }: { readonly loadTimeoutMs?: number } = {},
): Promise<readonly UserRows[]> {
  const ids = new Map(taken.map((id) => [id, "the built-in one"]));
  const loaded: UserRows[] = [];
  for (const file of files) {
    const rows = await importRows(file, loadTimeoutMs);
    for (const [index, row] of rows.entries()) {
      loaded.push(checkRow(row, { file, index, ids }));
    }
  }
  return loaded;
}

async function importRows(file: string, timeoutMs: number): Promise<readonly unknown[]> {
  const url = new URL(file, `file://${Deno.cwd()}/`);
  let module: { readonly default?: unknown };
  try {
    module = await importWithin(url, timeoutMs);
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const cause = text.split("\n", 1)[0]!; // the next line names who imports it
    const missing = error instanceof TypeError && /not found/i.test(error.message);
    const path = missing && cause.includes(url.href) ? "check the path" : "check its imports";
    const other = /SyntaxError/.test(cause) ? `try: deno check ${file}` : "mend its top level";
    const cure = missing ? path : other;
    throw new BadUserModule(`Cannot load ${file}: ${cause}; ${cure}`, {
      cause: error,
    });
  }
  const { default: exported } = module;
  const rows: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  if (exported === undefined || rows.length === 0) {
    const what = exported === undefined ? "it has no default export" : "its array is empty";
    throw new BadUserModule(
      `Cannot use ${file}: ${what}; export default an implementation, or an array of them`,
    );
  }
  return rows;
}

/**
 * Imports a module that must only define things: one that ends the process, or never ends itself,
 * would otherwise pass for a run that found no fault, or hang it.
 */
async function importWithin(url: URL, timeoutMs: number): Promise<{ readonly default?: unknown }> {
  const { exit } = Deno;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`it was not loaded after ${timeoutMs / 1000} s: something at its top waits`));
  }, timeoutMs);
  Deno.exit = () => {
    throw new Error("it calls Deno.exit when it is imported: let it only define and export");
  };
  try {
    return await Promise.race([import(url.href), late]);
  } finally {
    Deno.exit = exit;
    clearTimeout(timer);
  }
}

function checkRow(row: unknown, place: {
  readonly file: string;
  readonly index: number;
  readonly ids: Map<string, string>;
}): UserRows {
  const { file, index, ids } = place;
  const claimed = typeof row === "object" && row !== null && "name" in row ? row.name : undefined;
  const name = typeof claimed === "string" ? `"${claimed}"` : `number ${index + 1}`;
  const path = pathOf(row);
  const role = ROLES[path] ?? "source";
  const parsed = v.safeParse(SCHEMAS[role], spellOut(row, role));
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const field = v.getDotPath(issue) ?? "default export";
    const missing = issue.input === undefined ? `${field} is missing: ` : `${field}: `;
    const cure = issue.message.startsWith("it must") ? issue.message : describe(issue.message);
    const assumed = isRecord(row) && row.path === undefined && field.startsWith("traits")
      ? '; without a path it is taken for one of "ringbuf"'
      : "";
    throw new BadUserModule(
      `Cannot use implementation ${name} of ${file}: ${missing}${cure}${assumed}`,
    );
  }
  const impossible = role === "source"
    ? findImpossible(parsed.output.traits as Traits, path)
    : undefined;
  if (impossible !== undefined) {
    throw new BadUserModule(
      `Cannot use implementation ${name} of ${file}: impossible traits: ${impossible}`,
    );
  }
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

/** The row with all its keys, absent ones as undefined, so that each is judged by name. */
function spellOut(row: unknown, role: Role): unknown {
  if (!isRecord(row)) return row;
  const { entries } = SCHEMAS[role];
  const members = Object.keys(entries).map((key) => [key, row[key]]);
  const { traits } = row;
  if (!isRecord(traits)) return Object.fromEntries(members);
  const required = Object.keys(entries.traits.entries).map((key) => [key, traits[key]]);
  return { ...Object.fromEntries(members), traits: { ...Object.fromEntries(required), ...traits } };
}

/** The path that a row names; `ringbuf` where it names none. */
function pathOf(row: unknown): string {
  return isRecord(row) && typeof row.path === "string" ? row.path : "ringbuf";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** valibot's own messages end in what was received; ours say what is wanted. */
function describe(message: string): string {
  if (/Expected never/.test(message)) return "there is no such trait; remove it";
  return /Expected Object/.test(message) ? "it must be an object" : message;
}
