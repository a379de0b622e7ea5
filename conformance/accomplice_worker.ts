/** The accomplice's thread: waits for work in shared memory, and for the moment to do it. @module */
import { Clock } from "../ffi/clock.ts";
import { notify } from "../ffi/eventfd.ts";
import { threadState } from "../ffi/proc.ts";
import { interruptThread } from "../ffi/signals.ts";
import {
  type Action,
  COMMAND_END,
  COMMAND_IDLE,
  HEADER_WORDS,
  type Introduction,
  NUMBER,
  type Step,
  WORD,
} from "./accomplice.ts";

/** epoll_wait, epoll_pwait, epoll_pwait2 and io_uring_enter (asm/unistd.h): what waits block in. */
const WAITING_CALLS: readonly number[] = Deno.build.arch === "x86_64"
  ? [232, 281, 441, 426]
  : [22, 441, 426];

/** Between two looks at the other thread: long enough to let it run, too short to matter. */
const LOOK_PAUSE_MS = 0.1;

/** What a module of a `call` action exports. */
interface ActModule {
  act(input: unknown): void;
}

const worker = globalThis as unknown as {
  onmessage: (event: MessageEvent<Introduction>) => void;
  close(): void;
};

worker.onmessage = ({ data }) => {
  serve(data).finally(() => worker.close());
};

async function serve({ shared, watchedThread }: Introduction): Promise<void> {
  const words = new Int32Array(shared);
  const numbers = new Float64Array(shared);
  using clock = new Clock();
  raise(words, WORD.ready, 1);
  for (;;) {
    Atomics.wait(words, WORD.command, COMMAND_IDLE);
    if (Atomics.exchange(words, WORD.command, COMMAND_IDLE) === COMMAND_END) return;
    const job = new Uint8Array(shared, 4 * HEADER_WORDS, words[WORD.jobBytes]!);
    let done = 0;
    let lastNs = 0;
    try {
      const steps = JSON.parse(new TextDecoder().decode(job.slice())) as Step[];
      const deeds = await Promise.all(steps.map(({ action }) => prepare(action, watchedThread)));
      raise(words, WORD.started, 1);
      while (done < steps.length && reach(steps[done]!.when, words, watchedThread)) {
        numbers[NUMBER.lastButOneNs] = lastNs;
        lastNs = clock.monotonicNs();
        deeds[done]!();
        done++;
      }
    } catch (error) {
      fail(shared, words, error);
      raise(words, WORD.started, 1);
    }
    raise(words, WORD.done, done + 1); // 0 means: not finished
  }
}

/** Loads what the action needs, so that nothing but the deed itself is left for its moment. */
async function prepare(action: Action, watchedThread: number): Promise<() => void> {
  if (action.kind === "notify") return () => notify(action.fd);
  if (action.kind === "interrupt") return () => interruptThread(watchedThread);
  const module = await import(action.module) as ActModule;
  return () => module.act(action.input);
}

/** Waits for the moment; false when the other thread had ended its part before. */
function reach(when: Step["when"], words: Int32Array, watchedThread: number): boolean {
  if (typeof when === "number") {
    let turns = 0;
    while (turns < when) turns++;
    return true;
  }
  while (Atomics.load(words, WORD.over) === 0) {
    if (WAITING_CALLS.includes(threadState(watchedThread)?.syscall ?? -1)) return true;
    Atomics.wait(words, WORD.over, 0, LOOK_PAUSE_MS);
  }
  return false;
}

function raise(words: Int32Array, word: number, value: number): void {
  Atomics.store(words, word, value);
  Atomics.notify(words, word);
}

function fail(shared: SharedArrayBuffer, words: Int32Array, error: unknown): void {
  const room = new Uint8Array(shared, 4 * HEADER_WORDS);
  const text = error instanceof Error ? error.stack ?? error.message : String(error);
  const bytes = new TextEncoder().encode(text).subarray(0, room.length);
  room.set(bytes);
  words[WORD.failed] = bytes.length;
}
