/** The bulk receive in C, called once per fill. @module */
import { openNativeReceive } from "../../ffi/native_loop.ts";
import { type Consumer, TALLY_CELLS } from "../consumers/tally.ts";
import type { NativeSource } from "../scenario.ts";

/** What it is built from. */
export const NETLINK_NATIVE: NativeSource = {
  file: "netlink.c",
  flags: [],
  cure: "install the C headers, such as `apt install libc6-dev`",
};

/** What {@linkcode openNativeReceiver} takes. */
export interface NativeReceiverOptions {
  readonly libraryPath: string;
  readonly fd: number;
  readonly bufferBytes: number;
  readonly batch: number;
}

/**
 * The loop of bench/native/netlink.c: recvmmsg(2), and the reads of the consumer `touch`. The
 * caller disposes it, before the socket.
 *
 * @throws {Error} when the library cannot be loaded.
 */
export function openNativeReceiver({ libraryPath, ...input }: NativeReceiverOptions): Consumer {
  return openNativeReceive(libraryPath, { ...input, tallyCells: TALLY_CELLS });
}
