/** A receiver that hands out what a test wrote, in an order of the test's. @module */
import { CLOSED, DATA, EMPTY, OVERRUN, READY } from "../../outcome.ts";
import type { Outcome } from "../../outcome.ts";
import { Receiver } from "../receive/receiver.ts";
import type { ReceiveSource } from "../receive/contract.ts";

/** A datagram, or what the kernel says in place of one. */
export type Scripted = Uint8Array | typeof OVERRUN;

const STRIDE_BYTES = 4096;

/**
 * Stands in for a receiver whose receives overtake each other, which the kernel cannot be made to
 * do on order: what is `late` comes only once the source was told to settle.
 */
export class ScriptedReceiver extends Receiver implements ReceiveSource {
  readonly closeFd = -1;
  readonly flushFd = -1;
  readonly remaining = 0;
  readonly #ready: Scripted[] = [];
  #late: Scripted[] = [];

  constructor() {
    super({ bufferCount: 1, strideBytes: STRIDE_BYTES, checked: false });
  }

  /** Adds what comes at once, and what comes behind it. */
  script(ready: readonly Scripted[], late: readonly Scripted[] = []): void {
    this.#ready.push(...ready);
    this.#late.push(...late);
  }

  /** What was not handed out. */
  get left(): number {
    return this.#ready.length + this.#late.length;
  }

  override settle(): boolean {
    const late = this.#late;
    this.#late = [];
    this.#ready.push(...late);
    return late.length > 0;
  }

  next(): Outcome {
    if (!this.isOpen) return CLOSED;
    const first = this.#ready.shift();
    if (first === undefined) return EMPTY;
    if (first === OVERRUN) return OVERRUN;
    this.bytes.set(first);
    this.deliver(0, first.length, false);
    return DATA;
  }

  wait(): Outcome {
    return READY;
  }

  commit(): void {
    this.ledger.releaseAll();
  }

  protected override free(): void {}
}
