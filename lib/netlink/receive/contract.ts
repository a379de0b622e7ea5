/** The netlink path, receiving: what an implementation is given, and what it gives. @module */
import type { Implementation } from "../../implementation.ts";
import type { CursorSource } from "../../source.ts";
import { requireBlocking } from "../blocking.ts";

/** Buffers where nothing else is said: as many receives as upstream posts. */
export const DEFAULT_BATCH = 64;
/** The most buffers. */
export const BATCH_MAX = 4096;
/** No datagram is longer: a netlink dump gives 32 KiB at most, UDP 64 KiB. */
const BUFFER_BYTES_MAX = 2 ** 24;

/** What {@linkcode Implementation.open} takes. */
export interface ReceiveInput {
  /**
   * A datagram socket (netlink, Unix, UDP) in blocking mode. Borrowed, and read by nobody else. A
   * receiver with a ring keeps a descriptor of its own to it until disposal.
   */
  readonly fd: number;
  /** Room for one datagram; a multiple of 8. What is longer is cut, see `truncated`. */
  readonly bufferBytes: number;
  /**
   * How many buffers there are, so the most payloads held and the most per system call; 1 to 4096.
   * `recvmsg` has one buffer whatever is said.
   *
   * @default {64}
   */
  readonly batch?: number;
  /** Checked mode: views throw and buffers are poisoned once released. @default {false} */
  readonly checked?: boolean;
  /** The first id of a ring's requests; 32 bits, for checks of the wrap. @default {1} */
  readonly firstRequestId?: number;
}

/**
 * A receiver of datagrams. A datagram of no bytes is DATA of length 0. `next` also returns OVERRUN
 * (the kernel dropped some, ENOBUFS; counted in `ledger.overruns`); reading may then go on.
 *
 * `next` throws CapReached with all buffers held and nothing changed, and SysError when the socket
 * is broken, ECONNREFUSED and the like; `wait` throws HeldTooLong with all buffers held.
 */
export interface ReceiveSource extends CursorSource {
  /** Whether the datagram last handed out was longer than the buffer: its end is lost. */
  readonly truncated: boolean;
  /**
   * Makes sure of all that was taken from the socket so far: what several receives in flight have
   * taken, and not yet reported, is awaited. Returns whether there is something, which `next` then
   * hands out before EMPTY. A receiver that keeps the order has nothing to do, and returns false.
   *
   * @throws {Unavailable} when the kernel does not end its receives in time.
   */
  settle(): boolean;
}

/** A way to receive datagrams. */
export type ReceiveImplementation = Implementation<ReceiveInput, ReceiveSource>;

/**
 * Checks what {@linkcode Implementation.open} was given; returns it with its defaults.
 *
 * @throws {RangeError} naming what is out of range.
 * @throws {Unavailable} when the socket is in non-blocking mode.
 */
export function checkReceiveInput(input: ReceiveInput): Required<ReceiveInput> {
  const { fd, bufferBytes, batch = DEFAULT_BATCH, checked = false, firstRequestId = 1 } = input;
  if (!Number.isSafeInteger(batch) || batch < 1 || batch > BATCH_MAX) {
    throw new RangeError(`Cannot receive in batches of ${batch}: 1 to ${BATCH_MAX} are possible`);
  }
  const fits = Number.isSafeInteger(bufferBytes) && bufferBytes > 0 && bufferBytes % 8 === 0;
  if (!fits || bufferBytes > BUFFER_BYTES_MAX) {
    throw new RangeError(
      `Cannot receive into buffers of ${bufferBytes} bytes: a multiple of 8 up to ` +
        `${BUFFER_BYTES_MAX} is needed`,
    );
  }
  requireBlocking(fd);
  return { fd, bufferBytes, batch, checked, firstRequestId };
}
