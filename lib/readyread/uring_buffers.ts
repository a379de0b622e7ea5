/** The kernel picks a buffer when data is there: a provided ring, and a multishot receive for each. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { optionBytes } from "../../ffi/socket.ts";
import { SO_COOKIE, SOL_SOCKET } from "../../ffi/socket_constants.ts";
import {
  IORING_CQE_BUFFER_SHIFT,
  IORING_CQE_F_BUFFER,
  IORING_CQE_F_MORE,
} from "../../ffi/uring_constants.ts";
import { probeRing, URING_KERNEL } from "../ring/request_ring.ts";
import { EMPTY, type Outcome } from "../outcome.ts";
import { isDatagramSocket, NO_ONE } from "./connections.ts";
import type { ReadImplementation, ReadInput, ReadSource } from "./contract.ts";
import { LINE } from "./multishot_requests.ts";
import { POOLED_TRAITS } from "./ready.ts";
import { RECEIVE_OPERATIONS, RingSource } from "./ring_source.ts";

const COOKIE_BYTES = 8;

/** The source of {@linkcode uringBuffers}. */
export class UringBuffersSource extends RingSource implements ReadSource {
  /** Half of each socket's cookie: whether a descriptor is still the same socket. */
  readonly #cookies: Uint32Array<ArrayBuffer>;

  constructor(input: ReadInput) {
    super({ input, heldMax: ({ buffersMax }) => buffersMax });
    this.#cookies = new Uint32Array(this.input.connectionsMax);
  }

  add(fd: number): number {
    if (!this.isOpen) throw new Error("Cannot add a connection: the source was closed");
    const isDatagram = isDatagramSocket(fd);
    const vacant = this.members.vacant;
    const cookie = cookieOf(fd);
    const before = this.members.ownerOf(fd);
    if (before !== NO_ONE && this.#cookies[before] === cookie) {
      throw new SysError("add a connection", ERRNO.EEXIST, `descriptor ${fd} is in already`);
    }
    // whoever had this number was closed without being removed
    if (before !== NO_ONE) this.stop(before);
    this.#cookies[vacant] = cookie;
    this.receives.lines.push(LINE.idle, vacant);
    return this.members.enter(fd, { isDatagram });
  }

  /** The kernel picks the place: the caller copies. */
  override aim(connection: number, _offset: number, _sizeBytes: number): boolean {
    this.members.require(connection);
    return false;
  }

  protected override complete(connection: number, index: number): Outcome {
    const flags = this.uring.cqeFlags(index);
    const result = this.uring.result(index);
    const id = this.uring.userDataLow(index);
    const isCurrent = this.receives.isCurrent(connection, id);
    const hasEnded = (flags & IORING_CQE_F_MORE) === 0;
    if (hasEnded) {
      this.requests.release(id);
      if (isCurrent) this.receives.ended(connection);
    }
    const slot = (flags & IORING_CQE_F_BUFFER) === 0 ? NO_ONE : flags >>> IORING_CQE_BUFFER_SHIFT;
    if (slot !== NO_ONE) this.buffers.picked();
    if (!isCurrent || result <= 0) {
      if (slot !== NO_ONE) this.buffers.giveBack(slot);
      if (isCurrent) return this.#endOrEmpty(connection, result);
      if (result > 0) this.ledger.abandoned++; // its connection was removed
      return EMPTY;
    }
    if (hasEnded) this.receives.lines.push(LINE.idle, connection);
    else this.receives.brought(connection);
    const { bufferBytes } = this.input;
    this.truncated = result > bufferBytes; // only datagrams ask for their true length
    if (this.truncated) this.ledger.truncated++;
    const offset = this.buffers.offset(slot);
    this.hold(offset, slot);
    return this.deliver(connection, offset, Math.min(result, bufferBytes));
  }

  /** A receive that brought no bytes. */
  #endOrEmpty(connection: number, result: number): Outcome {
    if (result === 0 && this.members.isDatagram(connection)) {
      if (!this.receives.isArmed(connection)) this.receives.lines.push(LINE.idle, connection);
      this.truncated = false;
      this.holdNone();
      return this.deliver(connection, 0, 0);
    }
    // no buffer was on offer, or a signal came: armed again as soon as there is one
    if (result === -ERRNO.ENOBUFS || result === -ERRNO.EINTR) {
      if (!this.receives.isArmed(connection)) this.receives.queueStarved(connection);
      return EMPTY;
    }
    return this.finish(connection, 0 - result); // never -0
  }
}

function cookieOf(fd: number): number {
  const option = { level: SOL_SOCKET, option: SO_COOKIE, sizeBytes: COOKIE_BYTES };
  const bytes = optionBytes(fd, option);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

/** Provided buffers and multishot receives. */
export const uringBuffers: ReadImplementation = {
  name: "uring_buffers",
  summary: "a multishot receive for each connection; the kernel picks a buffer when data is there",
  source: "https://man7.org/linux/man-pages/man3/io_uring_register_buf_ring.3.html",
  traits: { ...POOLED_TRAITS, minimumKernel: URING_KERNEL, ring: true, idleBuffers: "fixed" },
  probe: () => probeRing(RECEIVE_OPERATIONS),
  open: (input) => new UringBuffersSource(input),
};
