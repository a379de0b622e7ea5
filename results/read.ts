/** Reads a results file and checks every line of it. @module */
import * as v from "valibot";
import { type EndLine, ResultLine, type RunLine, SCHEMA_VERSION } from "./schema.ts";

/** A results file that cannot be read; the message names file, line and field. */
export class ResultError extends Error {
  override readonly name = "ResultError";
}

/** A results file, read. */
export interface Results {
  /** Where it came from, for messages and titles. */
  readonly source: string;
  readonly run: RunLine;
  /** Every line but the first and the end line, in order. */
  readonly lines: readonly ResultLine[];
  /** The end line; null where the file was cut off. */
  readonly end: EndLine | null;
  /** Why this is not a whole run, in a clause; null for a complete one. */
  readonly partial: string | null;
}

/**
 * Reads the file at `path`.
 *
 * @throws {ResultError} when it is missing, or a line is not one of ours.
 */
export function readResults(path: string): Results {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new ResultError(`Cannot read ${path}: ${cause}`);
  }
  return parseResults(text, path);
}

/**
 * Reads the text of a results file; `source` names it in messages.
 *
 * @throws {ResultError} when a line is not one of ours.
 */
export function parseResults(text: string, source: string): Results {
  const rows = text.split("\n");
  // A kill in the middle of a write leaves a last line without its newline: no harm, it is cut off.
  const tail = rows.pop()!;
  const written = rows.map((row, index) => ({ row, number: index + 1 }))
    .filter(({ row }) => row.trim() !== "");
  if (written.length === 0) {
    throw new ResultError(`Cannot read ${source}: it is ${tail === "" ? "empty" : "cut off"}`);
  }
  const parsed = written.map(({ row, number }) => parseLine(row, `${source} line ${number}`));
  const [run, ...lines] = parsed;
  if (run?.kind !== "run") {
    throw new ResultError(
      `${source} line ${written[0]!.number}: the first line must be a run line`,
    );
  }
  const again = lines.findIndex((line) => line.kind === "run");
  if (again >= 0) {
    throw new ResultError(
      `${source} line ${written[again + 1]!.number}: a second run line; one file holds one run`,
    );
  }
  const endAt = lines.findIndex((line) => line.kind === "end");
  if (endAt >= 0 && endAt < lines.length - 1) {
    throw new ResultError(
      `${source} line ${written[endAt + 2]!.number}: a line after the end line`,
    );
  }
  const last = lines.at(-1);
  const end = last?.kind === "end" ? last : null;
  return { source, run, lines: end ? lines.slice(0, -1) : lines, end, partial: partiality(end) };
}

function partiality(end: EndLine | null): string | null {
  if (end === null) return "the file has no end line: the run was killed, or is still going";
  return end.complete ? null : end.reason ?? "the run did not say why it stopped";
}

function parseLine(row: string, place: string): ResultLine {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch {
    throw new ResultError(`${place}: not JSON; a results file has one JSON object a line`);
  }
  refuseOtherVersion(value, place);
  const checked = v.safeParse(ResultLine, value);
  if (checked.success) return checked.output;
  const issue = checked.issues[0];
  throw new ResultError(`${place}, field ${v.getDotPath(issue) ?? "(line)"}: ${issue.message}`);
}

/** A line of another version must not be judged by the rules of this one. */
function refuseOtherVersion(value: unknown, place: string): void {
  if (typeof value !== "object" || value === null || !("schemaVersion" in value)) return;
  if (value.schemaVersion === SCHEMA_VERSION) return;
  throw new ResultError(
    `${place}, field schemaVersion: ${JSON.stringify(value.schemaVersion)} is not known; this ` +
      `version reads ${SCHEMA_VERSION}: read the file with the version that wrote it`,
  );
}
