/** Asks first how much there is, then takes a buffer of just that size. @module */
import { MSG_PEEK } from "../../ffi/socket_constants.ts";
import { UnreadBytes } from "../../ffi/unread.ts";
import { AVAILABLE } from "../implementation.ts";
import type { ReadImplementation, ReadInput } from "./contract.ts";
import { PolledSource } from "./polled_source.ts";
import { POOLED_TRAITS } from "./ready.ts";

const NO_TAG = 0;

/** The source of {@linkcode peek}. */
export class PeekSource extends PolledSource {
  readonly #unread: UnreadBytes;

  constructor(input: ReadInput) {
    super({ input, heldMax: ({ buffersMax }) => buffersMax });
    try {
      this.#unread = new UnreadBytes();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  protected override isFull(): boolean {
    return this.heldCount === this.input.buffersMax;
  }

  protected override receive(connection: number): number {
    if (this.aimBytes[connection]! > 0) return this.receiveAimed(connection);
    const fd = this.members.fd(connection);
    const unread = this.#unread.of(fd);
    return unread > 0 ? this.#receive(fd, unread) : this.#receiveNothing(connection);
  }

  protected override giveBack(offset: number): void {
    this.pool.release(offset);
  }

  protected override handOver(): void {}

  protected override free(): void {
    this.#unread?.[Symbol.dispose](); // not there when opening failed
    super.free();
  }

  #receive(fd: number, unread: number): number {
    const sizeBytes = Math.min(unread, this.input.bufferBytes);
    const offset = this.pool.acquire(sizeBytes);
    const count = this.receiveAt(fd, offset, sizeBytes);
    this.offset = offset;
    if (count > 0) this.hold(offset, NO_TAG);
    else this.pool.release(offset);
    return count;
  }

  /** No bytes: the end, an error, an empty datagram, or nothing, which only a look can tell. */
  #receiveNothing(connection: number): number {
    const fd = this.members.fd(connection);
    const looked = this.receiveTo(this.#unread.address, fd, 1, MSG_PEEK);
    if (looked > 0) return this.#receive(fd, Math.max(this.#unread.of(fd), looked));
    if (looked < 0 || !this.members.isDatagram(connection)) return looked;
    return this.receiveTo(this.#unread.address, fd, 0); // takes it out of the queue
  }
}

/** The exact size, at the price of a question before each read. */
export const peek: ReadImplementation = {
  name: "peek",
  summary: "asks with FIONREAD, then takes a buffer of that size from the pool",
  source: "https://man7.org/linux/man-pages/man2/ioctl.2.html",
  traits: POOLED_TRAITS,
  probe: () => AVAILABLE,
  open: (input) => new PeekSource(input),
};
