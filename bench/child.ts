/** The controller's end of a subject: spawns it, asks it one thing at a time, ends it. @module */
import { getAffinity, setAffinity } from "../ffi/affinity.ts";
import { type Answers, type Command, readLines, type Reply } from "./protocol.ts";

/** A subject that died, hung or failed; the message says how. */
export class SubjectFailed extends Error {
  override readonly name = "SubjectFailed";
}

/** The most of a subject's standard error that is kept. */
const STDERR_MAX_BYTES = 4096;

/** How long a subject may think about one command before it counts as hung. */
const ANSWER_LIMIT_MS = 30_000;

/**
 * V8's young generation at its smallest, for all rows alike: a subject allocates next to nothing,
 * and with the default of 16 MiB each would keep megabytes of garbage that a bench asks for.
 * There is `gc` for rigs that look at memory between rounds.
 */
const V8_FLAGS = "--v8-flags=--min-semi-space-size=1,--max-semi-space-size=1,--expose-gc";

/** A subject process. Ownership: disposing it kills the process and waits for its end. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncGenerator<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stderr: Promise<string>;
  readonly #encoder = new TextEncoder();

  /**
   * Starts the program at `script`. Its arguments are our process id, and the CPUs it may use until
   * it is pinned.
   */
  constructor(script: URL, { cpus }: { readonly cpus: readonly number[] }) {
    this.#process = spawnOn(cpus, script);
    this.#lines = readLines(this.#process.stdout);
    this.#input = this.#process.stdin.getWriter();
    this.#stderr = tail(this.#process.stderr);
  }

  /** The process's id. */
  get processId(): number {
    return this.#process.pid;
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @throws {SubjectFailed} when the subject reports an error, has died (naming the signal), or
   * does not answer in time.
   */
  async ask<C extends Command>(
    command: C,
    limitMs = ANSWER_LIMIT_MS,
  ): Promise<Answers[C["do"]]> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), limitMs);
    });
    try {
      await this.#input.write(this.#encoder.encode(`${JSON.stringify(command)}\n`));
      const got = await Promise.race([this.#lines.next(), late]);
      if (got === "late") {
        throw new SubjectFailed(`it hung: no answer to "${command.do}" in ${limitMs / 1000} s`);
      }
      if (got.done) throw new SubjectFailed(await this.#obituary());
      const reply = JSON.parse(got.value) as Reply<Answers[C["do"]]>;
      if ("error" in reply) throw new SubjectFailed(reply.error);
      return reply.ok;
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw new SubjectFailed(await this.#obituary());
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Kills the process and waits until it is gone. Harmless when repeated. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // it has ended already
    }
    await this.#process.status;
    await this.#stderr;
    await this.#lines.return(undefined);
    await this.#input.abort().catch(() => {});
  }

  async #obituary(): Promise<string> {
    const { code, signal } = await this.#process.status;
    const how = signal === null ? `exited with code ${code}` : `was killed by ${signal}`;
    const said = (await this.#stderr).trim().split("\n").slice(-3).join(" | ");
    return `its process ${how}${said && `: ${said}`}`;
  }
}

/** A process inherits the CPUs of the thread that spawns it: by ours, a set would share one CPU. */
function spawnOn(cpus: readonly number[], script: URL): Deno.ChildProcess {
  const ours = getAffinity();
  setAffinity(cpus);
  try {
    const flags = ["--quiet", "--no-prompt", "--no-code-cache", "-A", V8_FLAGS];
    return new Deno.Command(Deno.execPath(), {
      args: ["run", ...flags, script.href, String(Deno.pid), cpus.join(",")],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } finally {
    setAffinity(ours);
  }
}

async function tail(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const line of readLines(stream)) text = `${text}${line}\n`.slice(-STDERR_MAX_BYTES);
  // deno-lint-ignore no-control-regex -- colours of an uncaught error
  return text.replaceAll(/\x1b\[[0-9;]*m/g, "");
}
