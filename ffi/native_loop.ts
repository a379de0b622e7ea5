/** The loops in C (bench/native/): built on the spot, loaded by path. @module */
import { check } from "./errno.ts";

/** What each of them has; beside it a `native_open` with parameters of its own. */
const SHARED = {
  // uint32_t *native_tally(struct native_loop *loop)
  native_tally: { parameters: ["pointer"], result: "pointer" },
  // int native_drain(struct native_loop *loop)  -> records, or -errno
  native_drain: { parameters: ["pointer"], result: "i32" },
  // void native_close(struct native_loop *loop)
  native_close: { parameters: ["pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

const RING = {
  // struct native_loop *native_open(int map_fd, int parses)
  native_open: { parameters: ["i32", "i32"], result: "pointer" },
  ...SHARED,
} as const satisfies Deno.ForeignLibraryInterface;

const RECEIVE = {
  // struct native_loop *native_open(int fd, uint32_t buffer_bytes, uint32_t batch)
  native_open: { parameters: ["i32", "u32", "u32"], result: "pointer" },
  ...SHARED,
} as const satisfies Deno.ForeignLibraryInterface;

/** An open loop, and the library that it is of. */
interface Parts {
  readonly library: Deno.DynamicLibrary<typeof SHARED>;
  /** Null where it could not be opened. */
  readonly loop: Deno.PointerValue;
  /** Why, then. */
  readonly cause: string;
  /** The system or library call that a drain is about. */
  readonly call: string;
  readonly tallyCells: number;
}

/** A loop in C over a source. The caller disposes it, before what it reads. */
export class NativeLoop implements Disposable {
  /** The counts of the last drain, in C's memory: dangling after disposal. */
  readonly tally: Int32Array;
  readonly #library: Deno.DynamicLibrary<typeof SHARED>;
  readonly #loop: Deno.PointerObject;
  readonly #call: string;
  #open = true;

  /** @throws {Error} when C could not open it. */
  constructor({ library, loop, cause, call, tallyCells }: Parts) {
    const tally = loop === null ? null : library.symbols.native_tally(loop);
    if (loop === null || tally === null) {
      library.close();
      throw new Error(`Cannot open the native loop: ${cause}`);
    }
    this.#library = library;
    this.#loop = loop;
    this.#call = call;
    this.tally = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(tally, tallyCells * 4));
  }

  /** Consumes all that is ready; returns how many records. @throws {SysError} from the kernel. */
  drain(): number {
    return check(this.#call, this.#library.symbols.native_drain(this.#loop));
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#library.symbols.native_close(this.#loop);
    this.#library.close();
  }
}

/** What {@linkcode openNativeRing} takes. */
export interface NativeRingOptions {
  /** The ring buffer map; borrowed. */
  readonly ringFd: number;
  /** True: reads every word; false: samples. */
  readonly parses: boolean;
  /** How many cells its tally has. */
  readonly tallyCells: number;
}

/**
 * libbpf's loop over one ring: bench/native/ringbuf.c, built at `libraryPath`.
 *
 * @throws {Error} when it cannot be loaded (libbpf is missing), or libbpf cannot map the ring.
 */
export function openNativeRing(libraryPath: string, options: NativeRingOptions): NativeLoop {
  const { ringFd, parses, tallyCells } = options;
  const library = Deno.dlopen(libraryPath, RING);
  const loop = library.symbols.native_open(ringFd, parses ? 1 : 0);
  const cause = "libbpf could not map the ring";
  return new NativeLoop({ library, loop, cause, call: "ring_buffer__consume", tallyCells });
}

/** What {@linkcode openNativeReceive} takes. */
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

/**
 * recvmmsg(2) over one socket: bench/native/netlink.c, built at `libraryPath`.
 *
 * @throws {Error} when it cannot be loaded, or memory runs out.
 */
export function openNativeReceive(libraryPath: string, options: NativeReceiveOptions): NativeLoop {
  const { fd, bufferBytes, batch, tallyCells } = options;
  const library = Deno.dlopen(libraryPath, RECEIVE);
  const loop = library.symbols.native_open(fd, bufferBytes, batch);
  return new NativeLoop({ library, loop, cause: "memory ran out", call: "recvmmsg", tallyCells });
}
