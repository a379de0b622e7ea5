/** Stand-in for jsr:@std/testing/time, over node:test: same names and signatures, the part we use. @module */
import { mock } from "node:test";

/** Replaces Date and the timers until it is restored; time moves only when told to. */
export class FakeTime implements Disposable {
  #now: number;
  #active = true;

  /** `start` is what Date.now() gives; now, unless given. */
  constructor(start?: number | string | Date | null) {
    this.#now = start === undefined || start === null ? Date.now() : new Date(start).valueOf();
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: this.#now });
  }

  /** The faked time in milliseconds since the epoch; set it to move forward. */
  get now(): number {
    return this.#now;
  }

  set now(value: number) {
    if (value < this.#now) throw new RangeError("Cannot set time in the past");
    this.tick(value - this.#now);
  }

  /** Moves time forward and runs the timers that come due. */
  tick(ms = 0): void {
    this.#now += ms;
    mock.timers.tick(ms);
  }

  /** Runs pending microtasks, then {@linkcode tick}. */
  async tickAsync(ms = 0): Promise<void> {
    await Promise.resolve();
    this.tick(ms);
  }

  /** Gives Date and the timers back. */
  restore(): void {
    if (!this.#active) throw new Error("Cannot restore time: time is already restored");
    this.#active = false;
    mock.timers.reset();
  }

  [Symbol.dispose](): void {
    if (this.#active) this.restore();
  }
}
