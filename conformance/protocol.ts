/** What the controller and a subject say to each other: a JSON object a line. @module */
import type { Checked } from "./check_pair.ts";

/** Controller to subject, on its stdin. */
export interface CheckRequest {
  /** `ringbuf`. */
  readonly path: string;
  /** `shared/released_once`. */
  readonly rule: string;
  /** `ringbuf/copy`, or `ringbuf/mutants/commit_forgets_discards`. */
  readonly implementation: string;
  readonly seed: number;
}

/** Subject to controller, on its stdout, behind {@linkcode MARK}. */
export type SubjectMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "checked"; readonly checked: Checked; readonly durationMs: number }
  /** It cannot work at all: a module that would not load. */
  | { readonly kind: "refused"; readonly reason: string };

/** Starts each line of ours, so that what an implementation prints is told apart. */
export const MARK = "\u0001ringside ";

/** Writes a message as a line. */
export function encodeMessage(message: SubjectMessage): string {
  return `${MARK}${JSON.stringify(message)}\n`;
}

/** Reads a line; undefined when it is none of ours. */
export function decodeMessage(line: string): SubjectMessage | undefined {
  return line.startsWith(MARK) ? JSON.parse(line.slice(MARK.length)) as SubjectMessage : undefined;
}

/** Cuts a stream of bytes into lines, a partial last one included. */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}
