/** Which attempt to send a notification is of: one that failed is sent again under its number. @module */

/** The attempt of a send that failed and was not begun again. */
const NONE = 0xffff_ffff;
/** Attempts are told apart by 24 bits, since the kind of a request takes the others. */
const ATTEMPT_MASK = 0xff_ffff;

/**
 * A failed SEND_ZC is notified of as one that was sent: announced by IORING_CQE_F_MORE, or by
 * nothing, as Linux 6.18 does for one cancelled before it started. Under the same number its
 * next attempt may be under way by then, whose buffer is not back.
 */
export class SendAttempts {
  /** The attempt that sends are begun in now. */
  current = 0;
  /** Notifications that failed attempts announced, and that did not come yet. */
  awaitedCount = 0;
  readonly #mask: number;
  readonly #attempts: Uint32Array<ArrayBuffer>;
  readonly #isAwaited: Uint8Array<ArrayBuffer>;

  constructor(maxInFlight: number) {
    const length = 2 ** Math.ceil(Math.log2(maxInFlight)); // divides 2^32, where numbers wrap
    this.#mask = length - 1;
    this.#attempts = new Uint32Array(length);
    this.#isAwaited = new Uint8Array(length);
  }

  /** Notes that a send goes to the ring in the attempt `current`. */
  begin(sequence: number): void {
    this.#attempts[sequence & this.#mask] = this.current;
  }

  /** Notes that a send failed, and whether a notification of that is still to come. */
  fail(sequence: number, isAnnounced: boolean): void {
    this.#attempts[sequence & this.#mask] = NONE;
    if (!isAnnounced) return;
    this.#isAwaited[sequence & this.#mask] = 1;
    this.awaitedCount++;
  }

  /** From now on sends are begun in another attempt. */
  next(): void {
    this.current = (this.current + 1) & ATTEMPT_MASK;
  }

  /** Whether a notification is of a send under way; takes note of it where it is not. */
  isCurrent(sequence: number, attempt: number): boolean {
    const at = sequence & this.#mask;
    if (this.#attempts[at] === attempt) return true;
    if (this.#isAwaited[at] === 1) {
      this.#isAwaited[at] = 0;
      this.awaitedCount--;
    }
    return false;
  }
}
