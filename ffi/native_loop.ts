/** The consumer loop in C (bench/native/ringbuf.c): built on the spot, loaded by path. @module */
import { check } from "./errno.ts";

const SYMBOLS = {
  // struct native_loop *native_loop_open(int map_fd, int parses)
  native_loop_open: { parameters: ["i32", "i32"], result: "pointer" },
  // uint32_t *native_loop_tally(struct native_loop *loop)
  native_loop_tally: { parameters: ["pointer"], result: "pointer" },
  // int native_loop_drain(struct native_loop *loop)  -> records, or -errno
  native_loop_drain: { parameters: ["pointer"], result: "i32" },
  // void native_loop_close(struct native_loop *loop)
  native_loop_close: { parameters: ["pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** What the C loop reads, and how it reports. */
export interface NativeLoopOptions {
  /** The ring buffer map; borrowed. */
  readonly ringFd: number;
  /** True: reads every word; false: samples. */
  readonly parses: boolean;
  /** How many cells its tally has. */
  readonly tallyCells: number;
}

/** libbpf's loop over one ring. The caller disposes it, before the ring. */
export class NativeLoop implements Disposable {
  /** The counts of the last drain, in C's memory: dangling after disposal. */
  readonly tally: Int32Array;
  readonly #library: Deno.DynamicLibrary<typeof SYMBOLS>;
  readonly #loop: Deno.PointerObject;
  #open = true;

  /**
   * Loads the shared object at `libraryPath`.
   *
   * @throws {Error} when it cannot be loaded (libbpf is missing), or libbpf cannot map the ring.
   */
  constructor(libraryPath: string, options: NativeLoopOptions) {
    this.#library = Deno.dlopen(libraryPath, SYMBOLS);
    const { symbols } = this.#library;
    const loop = symbols.native_loop_open(options.ringFd, options.parses ? 1 : 0);
    const tally = loop === null ? null : symbols.native_loop_tally(loop);
    if (loop === null || tally === null) {
      this.#library.close();
      throw new Error("Cannot open the native loop: libbpf could not map the ring");
    }
    this.#loop = loop;
    this.tally = new Int32Array(
      Deno.UnsafePointerView.getArrayBuffer(tally, options.tallyCells * 4),
    );
  }

  /** Consumes all that is ready; returns how many records. @throws {SysError} from libbpf. */
  drain(): number {
    return check("ring_buffer__consume", this.#library.symbols.native_loop_drain(this.#loop));
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#library.symbols.native_loop_close(this.#loop);
    this.#library.close();
  }
}
