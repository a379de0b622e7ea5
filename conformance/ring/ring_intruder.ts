/** Posts completions into somebody else's ring: what the kernel can do to it, made to happen. @module */
import { openFds } from "../../ffi/fd.ts";
import { SQE } from "../../ffi/liburing.ts";
import { StructView } from "../../ffi/struct.ts";
import { Uring } from "../../ffi/uring.ts";
import { IORING_OP_MSG_RING } from "../../ffi/uring_constants.ts";
import { must, precondition } from "../rule.ts";
import type { RoundTrip, RoundTripFixture, RoundTripOptions } from "./round_trip.ts";

const ENTRY_COUNT = 64;

/** Descriptors of the rings that this process has open. */
export function ringFds(): readonly number[] {
  return openFds().filter(({ target }) => target.includes("io_uring")).map(({ fd }) => fd);
}

/** Opens an instance; which ring it opened. @throws {NotExercised} when it opened none. */
export function openWithRing(
  fixture: RoundTripFixture,
  options: RoundTripOptions = {},
): RoundTrip & { readonly ringFd: number } {
  const before = ringFds();
  const trip = fixture.openRoundTrip(options);
  const ringFd = ringFds().find((fd) => !before.includes(fd));
  precondition(ringFd !== undefined, "it opened no ring of its own");
  return { ...trip, ringFd };
}

/**
 * A ring whose requests are completions in another one: IORING_OP_MSG_RING, which the kernel
 * posts there as if they were that ring's own. Ownership: owns its own ring alone.
 */
export class RingIntruder implements Disposable {
  readonly #uring = Uring.open({ entryCount: ENTRY_COUNT });
  readonly #targetFd: number;

  /** `targetFd`: the ring that is intruded upon. Borrowed. */
  constructor(targetFd: number) {
    this.#targetFd = targetFd;
  }

  /** Posts a completion for each of `names`, the 64 bits of `user_data`, with that result. */
  post(names: readonly bigint[], result: number): void {
    for (let from = 0; from < names.length; from += ENTRY_COUNT) {
      const part = names.slice(from, from + ENTRY_COUNT);
      for (const name of part) this.#queue(name, result);
      this.#uring.submitAndWait(part.length, 1000);
      for (let index = 0; index < part.length; index++) {
        must(this.#uring.result(index) === 0, {
          expected: "a ring that takes a completion of another one",
          actual: `result ${this.#uring.result(index)}`,
        });
      }
      this.#uring.advance(part.length);
    }
  }

  [Symbol.dispose](): void {
    this.#uring[Symbol.dispose]();
  }

  #queue(name: bigint, result: number): void {
    const sqe = new StructView(SQE, this.#uring.sqes, this.#uring.acquireSqe());
    sqe.set("opcode", IORING_OP_MSG_RING);
    sqe.set("fd", this.#targetFd);
    sqe.set("len", result);
    sqe.set64("off", name);
  }
}
