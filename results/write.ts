/** Writes results line by line, so that a run cut short leaves all it measured. @module */
import * as v from "valibot";
import { ResultLine, type RunLine } from "./schema.ts";

/** A results file being written. Disposing it without {@linkcode finish} marks the run partial. */
export class ResultWriter implements Disposable {
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #now: () => Date;
  readonly #encoder = new TextEncoder();
  #writtenBytes = 0;
  #ended = false;

  /** Takes over `file`: closed at the end. Use {@linkcode openResults}. */
  constructor(file: Deno.FsFile, options: { readonly path: string; readonly now: () => Date }) {
    this.path = options.path;
    this.#file = file;
    this.#now = options.now;
  }

  /**
   * Appends a line; it is with the kernel when this returns, so that no kill of ours loses it.
   *
   * @throws {TypeError} when the line does not fit the schema; nothing was written.
   * @throws {Error} when the file has ended, or the disk refuses; the file keeps whole lines only.
   */
  write(line: ResultLine): void {
    if (this.#ended) throw new Error(`Cannot write to ${this.path}: its end line is written`);
    const checked = v.safeParse(ResultLine, line);
    if (!checked.success) {
      const issue = checked.issues[0];
      const field = v.getDotPath(issue) ?? "(line)";
      throw new TypeError(`Cannot write a ${line.kind} line: field ${field}: ${issue.message}`);
    }
    this.#append(this.#encoder.encode(`${JSON.stringify(checked.output)}\n`));
  }

  /** Writes the end line of a complete run and closes the file. Harmless once ended. */
  finish(): void {
    this.#end({ complete: true });
  }

  /** Writes the end line of a run cut short, with why, and closes the file. Harmless once ended. */
  interrupt(reason: string): void {
    this.#end({ complete: false, reason });
  }

  [Symbol.dispose](): void {
    this.interrupt("the run ended before it was complete");
  }

  #end(how: { readonly complete: boolean; readonly reason?: string }): void {
    if (this.#ended) return;
    try {
      this.write({ kind: "end", finishedAt: this.#now().toISOString(), ...how });
    } finally {
      this.#ended = true;
      this.#file.close();
    }
  }

  /** Cuts a line that was written in part. */
  #takeBack(): void {
    this.#file.truncateSync(this.#writtenBytes);
    this.#file.seekSync(this.#writtenBytes, Deno.SeekMode.Start);
  }

  #append(bytes: Uint8Array): void {
    let written = 0;
    try {
      while (written < bytes.length) written += this.#file.writeSync(bytes.subarray(written));
    } catch (error) {
      if (written > 0) this.#takeBack();
      const cause = error instanceof Error ? error.message : String(error);
      throw new Error(`Cannot write ${this.path}: ${cause}; free some space on its disk`, {
        cause: error,
      });
    }
    this.#writtenBytes += bytes.length;
  }
}

/**
 * Creates (or empties) a results file, in a folder that is made where there is none, and writes its
 * first line. The caller disposes the writer.
 *
 * The file is locked until its end (flock(2), so that a kill -9 leaves no lock behind).
 *
 * @throws {Error} when the file cannot be made, another process writes it, or `run` does not fit;
 * nothing stays open, and what another process writes is left alone.
 */
export function openResults(
  path: string,
  options: { readonly run: RunLine; readonly now?: () => Date },
): ResultWriter {
  const file = openFile(path);
  const writer = new ResultWriter(file, { path, now: options.now ?? currentTime });
  try {
    if (!file.tryLockSync(true)) {
      throw new Error(
        `Cannot write ${path}: another run writes it now; give this one another --out`,
      );
    }
    Deno.openSync(path, { write: true, truncate: true }).close(); // a device has nothing to cut
    writer.write(options.run);
  } catch (error) {
    file.close();
    throw error;
  }
  return writer;
}

function openFile(path: string): Deno.FsFile {
  try {
    Deno.mkdirSync(path.replace(/[^/]*$/, "") || ".", { recursive: true });
    return Deno.openSync(path, { create: true, write: true });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot write ${path}: ${cause}; give another --out`, { cause: error });
  }
}

function currentTime(): Date {
  return new Date();
}
