/** The sending loop in C (bench/native/zerocopy.c): built on the spot, loaded by path. @module */
import { check } from "./errno.ts";

const SYMBOLS = {
  // struct native_send *native_send_open(int fd, const void *memory, uint64_t memory_bytes, uint32_t payload_bytes, int zero_copy)
  native_send_open: { parameters: ["i32", "u64", "u64", "u32", "i32"], result: "pointer" },
  // uint32_t native_send_copied(const struct native_send *loop)
  native_send_copied: { parameters: ["pointer"], result: "u32" },
  // int native_send_run(struct native_send *loop, uint32_t payloads)  -> 0, or -errno
  native_send_run: { parameters: ["pointer", "u32"], result: "i32" },
  // void native_send_close(struct native_send *loop)
  native_send_close: { parameters: ["pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** What the C loop sends, and how. */
export interface NativeSendOptions {
  /** A connected TCP socket over IPv4, borrowed: nobody else may send on it. */
  readonly fd: number;
  /** What is sent round and round; borrowed until disposal. */
  readonly address: bigint;
  /** A whole number of payloads. */
  readonly memoryBytes: number;
  readonly payloadBytes: number;
  /** Whether by MSG_ZEROCOPY. */
  readonly zeroCopy: boolean;
}

/** send(2) in C over one connection. The caller disposes it, before the socket and the memory. */
export class NativeSend implements Disposable {
  readonly #library: Deno.DynamicLibrary<typeof SYMBOLS>;
  readonly #loop: Deno.PointerObject;
  #open = true;

  /**
   * Loads the shared object at `libraryPath`.
   *
   * @throws {Error} when it cannot be loaded, or memory, descriptors or SO_ZEROCOPY are refused.
   */
  constructor(libraryPath: string, options: NativeSendOptions) {
    const { fd, address, memoryBytes, payloadBytes, zeroCopy } = options;
    if (payloadBytes <= 0 || memoryBytes <= 0 || memoryBytes % payloadBytes !== 0) {
      throw new RangeError(`Cannot send ${payloadBytes} of ${memoryBytes} bytes at a time`);
    }
    this.#library = Deno.dlopen(libraryPath, SYMBOLS);
    const loop = this.#library.symbols
      .native_send_open(fd, address, BigInt(memoryBytes), payloadBytes, zeroCopy ? 1 : 0);
    if (loop === null) {
      this.#library.close();
      throw new Error("Cannot open the native sender: memory ran out, or SO_ZEROCOPY is refused");
    }
    this.#loop = loop;
  }

  /** Completed sends that the kernel copied although it was asked not to. */
  get copied(): number {
    return this.#library.symbols.native_send_copied(this.#loop);
  }

  /**
   * Sends so many payloads, and blocks until the last buffer is back.
   *
   * @throws {SysError} from send(2); EPROTO for notifications out of order; ETIMEDOUT.
   */
  run(payloads: number): void {
    check("send", this.#library.symbols.native_send_run(this.#loop, payloads));
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#library.symbols.native_send_close(this.#loop);
    this.#library.close();
  }
}
