/** Stand-in for jsr:@std/testing/snapshot: same names, file format and `-- --update`, the part we use. @module */
import { strictEqual } from "node:assert/strict";

/** What was read from, or is to be written to, one snapshot file. */
interface SnapshotFile {
  readonly path: URL;
  readonly stored: Readonly<Record<string, string>>;
  readonly updated: Map<string, string>;
  readonly seen: Map<string, number>;
}

const files = new Map<string, Promise<SnapshotFile>>();

/** Text as a snapshot holds it; a string is shown as its inspection is. */
export function serialize(actual: unknown): string {
  return Deno.inspect(actual, {
    depth: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: Infinity,
    strAbbreviateSize: Infinity,
    breakLength: Infinity,
    escapeSequences: false,
  }).replaceAll("\r", "\\r");
}

/**
 * Throws unless `actual` is what the snapshot file beside the test holds under the test's name;
 * with `deno test -A -- --update` it writes the file instead.
 */
export async function assertSnapshot(
  context: Deno.TestContext,
  actual: unknown,
  message?: string,
): Promise<void> {
  const file = await snapshotFile(context.origin);
  const name = fullName(context);
  const count = (file.seen.get(name) ?? 0) + 1;
  file.seen.set(name, count);
  const key = `${name} ${count}`;
  const text = serialize(actual);
  if (Deno.args.some((arg) => arg === "--update" || arg === "-u")) {
    file.updated.set(key, text);
    await write(file);
    return;
  }
  const stored = file.stored[key];
  strictEqual(text, stored?.replace(/^\n|\n$/g, ""), message ?? `Snapshot does not match: ${key}`);
}

function fullName(context: Deno.TestContext): string {
  return context.parent ? `${fullName(context.parent)} > ${context.name}` : context.name;
}

function snapshotFile(origin: string): Promise<SnapshotFile> {
  const path = new URL(origin.replace(/([^/]*)$/, "__snapshots__/$1.snap"));
  const opened = files.get(path.href) ?? read(path);
  files.set(path.href, opened);
  return opened;
}

async function read(path: URL): Promise<SnapshotFile> {
  let stored: Record<string, string> = {};
  try {
    const source = await Deno.readTextFile(path);
    stored = (await import(`data:text/javascript,${encodeURIComponent(source)}`)).snapshot;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return { path, stored, updated: new Map(), seen: new Map() };
}

async function write(file: SnapshotFile): Promise<void> {
  const entries = [...file.updated].map(([key, text]) => {
    const body = text.includes("\n") ? `\n${text}\n` : text;
    return `snapshot[${quoted(key)}] = ${quoted(body)};\n`;
  });
  await Deno.mkdir(new URL(".", file.path), { recursive: true });
  await Deno.writeTextFile(file.path, `export const snapshot = {};\n\n${entries.join("\n")}`);
}

function quoted(text: string): string {
  return "`" + text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("$", "\\$") + "`";
}
