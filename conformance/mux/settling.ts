/** Whether a promise settles of itself: by turns of the loop, not by a clock. @module */
import { Broken, must } from "../rule.ts";

/** What a chain of promises may take. */
const MICRO_TURNS = 32;
/** For implementations that wake by way of a timer or of another task. */
const PATIENT_TURNS = 8;
/** What shows that nothing comes. */
const IDLE_TURNS = 2;

/** Lets everything run that is due. True as soon as `isDone` says so. */
export async function stir(isDone: () => boolean, taskTurns = PATIENT_TURNS): Promise<boolean> {
  for (let turn = 0; turn < MICRO_TURNS && !isDone(); turn++) await null;
  for (let turn = 0; turn < taskTurns && !isDone(); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return isDone();
}

/** Goes on only when the promise resolves without anything else being done. */
export async function mustResolve(promise: Promise<void>, what: string): Promise<void> {
  const watch = new Watch(promise);
  const settled = await stir(() => watch.isSettled);
  if (watch.error !== undefined) throw new Broken(`${what}: resolves`, `rejects: ${watch.error}`);
  must(settled, { expected: `${what}: resolves`, actual: `${what}: never does` });
}

/** Goes on only when the promise resolves, however long it takes while `progress` changes. */
export async function mustProgress(
  promise: Promise<unknown>,
  { progress, what }: { readonly progress: () => number; readonly what: string },
): Promise<void> {
  const watch = new Watch(promise);
  for (let before = -1; !await stir(() => watch.isSettled);) {
    const now = progress();
    must(now !== before, { expected: `${what}: all pass`, actual: `${what}: stuck at ${now}` });
    before = now;
  }
  await promise; // throws what went wrong
}

/** Goes on only when the promise is still pending once all that is due has run. */
export async function mustStayPending(promise: Promise<void>, what: string): Promise<void> {
  const watch = new Watch(promise);
  const settled = await stir(() => watch.isSettled, IDLE_TURNS);
  must(!settled, { expected: `${what}: waits`, actual: `${what}: resolved` });
}

/** Looks at a promise from outside. */
class Watch {
  isSettled = false;
  error: unknown = undefined;

  constructor(promise: Promise<unknown>) {
    promise.then(() => this.isSettled = true, (error: unknown) => {
      this.isSettled = true;
      this.error = error ?? "with nothing";
    });
  }
}
