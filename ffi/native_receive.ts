/** The bulk receive in C (bench/native/netlink.c): built on the spot, loaded by path. @module */
import { check } from "./errno.ts";

const SYMBOLS = {
  // struct native_receive *native_receive_open(int fd, uint32_t buffer_bytes, uint32_t batch)
  native_receive_open: { parameters: ["i32", "u32", "u32"], result: "pointer" },
  // uint32_t *native_receive_tally(struct native_receive *loop)
  native_receive_tally: { parameters: ["pointer"], result: "pointer" },
  // int native_receive_drain(struct native_receive *loop)  -> records, or -errno
  native_receive_drain: { parameters: ["pointer"], result: "i32" },
  // void native_receive_close(struct native_receive *loop)
  native_receive_close: { parameters: ["pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** What the C loop reads, and how it reports. */
export interface NativeReceiveOptions {
  /** A datagram socket; borrowed. */
  readonly fd: number;
  /** Room for one datagram; a multiple of 8. */
  readonly bufferBytes: number;
  /** The most datagrams of one call. */
  readonly batch: number;
  /** How many cells its tally has. */
  readonly tallyCells: number;
}

/** recvmmsg(2) in C over one socket. The caller disposes it, before the socket. */
export class NativeReceive implements Disposable {
  /** The counts of the last drain, in C's memory: dangling after disposal. */
  readonly tally: Int32Array;
  readonly #library: Deno.DynamicLibrary<typeof SYMBOLS>;
  readonly #loop: Deno.PointerObject;
  #open = true;

  /**
   * Loads the shared object at `libraryPath`.
   *
   * @throws {Error} when it cannot be loaded, or memory runs out.
   */
  constructor(libraryPath: string, options: NativeReceiveOptions) {
    this.#library = Deno.dlopen(libraryPath, SYMBOLS);
    const { symbols } = this.#library;
    const { fd, bufferBytes, batch, tallyCells } = options;
    const loop = symbols.native_receive_open(fd, bufferBytes, batch);
    const tally = loop === null ? null : symbols.native_receive_tally(loop);
    if (loop === null || tally === null) {
      this.#library.close();
      throw new Error("Cannot open the native receive: memory ran out");
    }
    this.#loop = loop;
    this.tally = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(tally, tallyCells * 4));
  }

  /** Takes all that is ready; returns how many. @throws {SysError} from recvmmsg(2). */
  drain(): number {
    return check("recvmmsg", this.#library.symbols.native_receive_drain(this.#loop));
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#library.symbols.native_receive_close(this.#loop);
    this.#library.close();
  }
}
