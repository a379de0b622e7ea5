/** Tests of the wish to end, in processes of their own. @module */
import { assertEquals } from "@std/assert";
import { readLines } from "../conformance/protocol.ts";

const MODULE = new URL("./interrupt.ts", import.meta.url).href;

/** Waits for the wish, says so with the name of its signal. */
const WAITER = `
  import { onInterrupt } from ${JSON.stringify(MODULE)};
  const interrupt = onInterrupt();
  const alive = setInterval(() => {}, 1000);
  console.log("ready");
  interrupt.signal.addEventListener("abort", () => console.log(interrupt.name));
`;

class Waiting implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncGenerator<string>;

  constructor(command: readonly string[], env: Record<string, string> = {}) {
    this.#process = new Deno.Command(command[0]!, {
      args: command.slice(1),
      env,
      stdin: "null",
      stdout: "piped",
    }).spawn();
    this.#lines = readLines(this.#process.stdout);
  }

  /** What it prints next. */
  async line(): Promise<string | undefined> {
    return (await this.#lines.next()).value;
  }

  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // it has ended already
    }
    await this.#lines.return(undefined);
    await this.#process.status;
  }
}

function evaluate(code: string): string[] {
  return [Deno.execPath(), "eval", "--quiet", code];
}

Deno.test("onInterrupt() tells the signal, and does not end the process", async () => {
  await using waiting = new Waiting(evaluate(WAITER));
  assertEquals(await waiting.line(), "ready");
  waiting.kill("SIGTERM");
  assertEquals(await waiting.line(), "SIGTERM");
});

Deno.test("onInterrupt() takes a signal that comes twice at once for one", async () => {
  await using waiting = new Waiting(evaluate(
    `${WAITER}; interrupt.signal.addEventListener("abort", () => {
      Deno.kill(Deno.pid, "SIGINT");
      setTimeout(() => console.log("still here"), 50);
    });`,
  ));
  await waiting.line();
  waiting.kill("SIGINT");
  assertEquals(await waiting.line(), "SIGINT");
  assertEquals(await waiting.line(), "still here");
});
