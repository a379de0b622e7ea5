/** The bulk receive in C, called once per fill. @module */
import { NativeReceive } from "../../ffi/native_receive.ts";
import { type Consumer, TALLY_CELLS } from "../consumers/tally.ts";
import type { NativeSource } from "../scenario.ts";

/** What it is built from. */
export const NETLINK_NATIVE: NativeSource = {
  file: "netlink.c",
  flags: [],
  cure: "install the C headers, such as `apt install libc6-dev`",
};

/** What {@linkcode NativeReceiver} takes. */
export interface NativeReceiverOptions {
  readonly libraryPath: string;
  readonly fd: number;
  readonly bufferBytes: number;
  readonly batch: number;
}

/** The loop of bench/native/netlink.c: recvmmsg(2), and the reads of the consumer `touch`. */
export class NativeReceiver implements Consumer {
  readonly tally: Int32Array;
  readonly #loop: NativeReceive;

  /** @throws {Error} when the library cannot be loaded. */
  constructor({ libraryPath, ...options }: NativeReceiverOptions) {
    this.#loop = new NativeReceive(libraryPath, { ...options, tallyCells: TALLY_CELLS });
    this.tally = this.#loop.tally;
  }

  drain(): void {
    this.#loop.drain();
  }

  [Symbol.dispose](): void {
    this.#loop[Symbol.dispose]();
  }
}
