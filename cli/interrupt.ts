/** Ctrl-C and SIGTERM: told to who works, so that they end in order and leave nothing. @module */

/** The signals that ask a command to end, and the exit code that says so: 128 + its number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Ctrl-C reaches a task twice: from the terminal, which signals the whole process group, and from
 * `deno task`, which passes it on. Only what comes later than this is a second wish.
 */
const ECHO_MS = 500;
/** How often a task looks whether the `deno task` that started it is still there. */
const PARENT_CHECK_MS = 1000;

/** A wish to end, from outside. Ownership: disposal takes the listeners away. */
export interface Interrupt extends Disposable {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Which signal came: `SIGINT`; undefined while none has. */
  readonly name: string | undefined;
  /** The exit code for it; undefined while none has come. */
  readonly exitCode: number | undefined;
}

/**
 * Listens from now on. A second signal ends the process at once: the first one's way out hangs.
 */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let name: keyof typeof SIGNALS | undefined;
  let firstMs = 0;
  const interrupt = (signal: keyof typeof SIGNALS, reason: string) => {
    if (name !== undefined) {
      if (performance.now() - firstMs > ECHO_MS) Deno.exit(SIGNALS[signal]);
      return;
    }
    name = signal;
    firstMs = performance.now();
    controller.abort(new Error(reason));
  };
  const listeners = (Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]).map((signal) => {
    const listener = () => interrupt(signal, `interrupted by ${signal}`);
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  const parentCheck = onTaskKilled(() => interrupt("SIGHUP", "its launcher was killed"));
  return {
    signal: controller.signal,
    get name() {
      return name;
    },
    get exitCode() {
      return name === undefined ? undefined : SIGNALS[name];
    },
    [Symbol.dispose]() {
      for (const { signal, listener } of listeners) Deno.removeSignalListener(signal, listener);
      clearInterval(parentCheck);
    },
  };
}

/**
 * A `deno task` that dies by kill -9 passes nothing on. Its child, which has INIT_CWD from it,
 * notices by its parent's id; without a task the parent is a shell, which may go before us.
 */
function onTaskKilled(react: () => void): ReturnType<typeof setInterval> | undefined {
  if (!Deno.env.has("INIT_CWD")) return undefined;
  const parentId = Deno.ppid;
  const timer = setInterval(() => {
    if (Deno.ppid === parentId) return;
    clearInterval(timer);
    react();
  }, PARENT_CHECK_MS);
  Deno.unrefTimer(timer);
  return timer;
}
