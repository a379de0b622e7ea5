/** How much a socket holds for its reader: asked without reading, with nothing allocated per call. @module */
import { errno, type Libc, libc } from "./libc.ts";
import { NativeMemory } from "./memory.ts";

/** asm-generic/ioctls.h */
export const FIONREAD = 0x541b;

const FIONREAD_ARGUMENT = BigInt(FIONREAD);
const CELL_BYTES = 4;

/**
 * Asks with FIONREAD (ioctl(2), tcp(7), unix(7), udp(7)): the bytes of a stream, of a datagram
 * socket those of the next datagram. 0 says little: the end, an error, a datagram of no bytes and
 * nothing at all look the same.
 *
 * Ownership: owns the cell that the kernel writes to.
 */
export class UnreadBytes implements Disposable {
  readonly #memory = NativeMemory.map({ sizeBytes: CELL_BYTES });
  readonly #cell = new Int32Array(this.#memory.bytes.buffer);
  readonly #libc: Libc = libc();

  /** Where the cell is: room for one byte of a peek, too. */
  readonly address: Float64Array<ArrayBuffer> = Float64Array.of(Number(this.#memory.address));

  constructor() {
    errno(); // maps the cell before the first call, so that reading it after costs no call
  }

  /** Bytes that `fd` holds, or -errno. */
  of(fd: number): number {
    if (this.#libc.ioctl(fd, FIONREAD_ARGUMENT, this.#memory.address) < 0) return -errno();
    return this.#cell[0]!;
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
