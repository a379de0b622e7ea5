/** What rules about rings need of a receiver or a sender: payloads through it, and its books. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import { isRefusal } from "../../lib/ring/patience.ts";
import type { Accomplice } from "../accomplice.ts";
import { Broken, must } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";

/** An instance, and how payloads are taken through it. */
export interface RoundTrip {
  readonly instance: Disposable & { readonly ledger: { readonly orphans: number } };
  /** Takes `count` payloads through the instance, and checks each. @throws {Broken} */
  run(count: number): void;
  /** The same by looking again and again, without a call that waits. @throws {Broken} */
  poll(count: number): void;
  /** The same, all at once, trying again what the ring refuses for the moment. @throws {Broken} */
  persist(count: number): void;
  /** Leaves operations in flight that wait for the socket. */
  occupy(): void;
  /** Closes at once, and takes what comes back: all of it. @throws {Broken} */
  close(): void;
  /** Has the instance do what it can when it is disposed: nothing. @throws {Broken} */
  useOnceDisposed(): void;
}

/** How an instance is opened. */
export interface RoundTripOptions {
  readonly firstRequestId?: number;
  /** One of {@linkcode RoundTripFixture.transports}. @default {the first} */
  readonly transport?: Transport;
  /** The size of the socket's send buffer, where the sender is checked. */
  readonly sendBufferBytes?: number;
}

/** A fixture of either role. */
export interface RoundTripFixture extends Disposable {
  /** `netlink/receive/uring`. */
  readonly implementation: string;
  readonly seed: number;
  /** What instances can be opened on. */
  readonly transports: readonly Transport[];
  /** The socket that they are opened on, borrowed by them. */
  readonly fd: number;
  /** Opens an instance; the fixture owns it. */
  openRoundTrip(options?: RoundTripOptions): RoundTrip;
  accomplice(): Accomplice;
}

/** Why a rule about rings says nothing about an implementation. */
export function noRing({ ring }: HostTraits): string | undefined {
  return ring === true ? undefined : "it has no ring";
}

/** More than any rule has the ring refuse. */
const TRIES_MAX = 100;

/**
 * Tries again what the ring refuses for the moment, with a look between two tries.
 *
 * @throws {Broken} when it always does.
 */
export function persistently<T>(action: () => T, look?: () => unknown): T {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    try {
      if (tries % 2 === 0) return action();
      look?.();
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  throw new Broken("a ring that takes what is submitted again", `${TRIES_MAX} refusals`);
}

/** Goes on only when `action` returns `nothing`, or throws an error with a name of its own. */
export function mustDoNothing(what: string, action: () => unknown, nothing: unknown): void {
  let result: unknown;
  try {
    result = action();
  } catch (error) {
    must(error instanceof Error && error.name !== "Error" && error.name !== "TypeError", {
      expected: `${what}, once disposed: nothing, or an error with a name`,
      actual: error,
    });
    return;
  }
  must(result === nothing, {
    expected: `${what}, once disposed: ${nothing}, or an error with a name`,
    actual: result,
  });
}
