/** libbpf 1.0+: its ring buffer reader, with the callback that it calls for each record. @module */
import { check, ERRNO, SysError } from "./errno.ts";
import { errno } from "./libc.ts";
import { LibraryMissing, openLibrary } from "./library.ts";

declare const ringBuffer: unique symbol;
/** struct ring_buffer, opaque. */
type RingBufferPointer = Deno.PointerObject<typeof ringBuffer>;
const RING_BUFFER = "pointer" as Deno.NativeTypedPointer<RingBufferPointer>;

const SYMBOLS = {
  // libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn)
  libbpf_set_print: { parameters: ["pointer"], result: "pointer" },
  // struct ring_buffer *ring_buffer__new(int map_fd, ring_buffer_sample_fn sample_cb, void *ctx,
  //   const struct ring_buffer_opts *opts)
  ring_buffer__new: { parameters: ["i32", "function", "pointer", "pointer"], result: RING_BUFFER },
  // int ring_buffer__consume(struct ring_buffer *rb)
  ring_buffer__consume: { parameters: [RING_BUFFER], result: "i32" },
  // int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms)
  ring_buffer__poll: { parameters: [RING_BUFFER, "i32"], result: "i32" },
  // int ring_buffer__epoll_fd(const struct ring_buffer *rb)
  ring_buffer__epoll_fd: { parameters: [RING_BUFFER], result: "i32" },
  // void ring_buffer__free(struct ring_buffer *rb)
  ring_buffer__free: { parameters: [RING_BUFFER], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/**
 * int (*ring_buffer_sample_fn)(void *ctx, void *data, size_t size), with the two pointers taken as
 * their lowest byte and the size as its low half: more would be boxed for every record.
 */
const SAMPLE = { parameters: ["u8", "u8", "u32"], result: "i32" } as const;

const SONAME = "libbpf.so.1";
const CURE = "install it with `apt-get install libbpf1`";

type Libbpf = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
let opened: Libbpf | undefined;

/** Opened once per thread and left open; its own messages are turned off. */
function libbpf(): Libbpf {
  if (!opened) {
    opened = openLibrary(SONAME, { symbols: SYMBOLS, cure: CURE }).symbols;
    opened.libbpf_set_print(null);
  }
  return opened;
}

/** Whether the library is here; where it is not, it is the host that denies it. */
export type LibbpfProbe =
  | { readonly available: true }
  | {
    readonly available: false;
    readonly reason: string;
    readonly cure: string;
    readonly denied: true;
  };

/** Asks whether libbpf can be opened. */
export function probeLibbpf(): LibbpfProbe {
  try {
    libbpf();
    return { available: true };
  } catch (error) {
    if (!(error instanceof LibraryMissing)) throw error;
    return { available: false, reason: error.reason, cure: error.cure, denied: true };
  }
}

/**
 * Receives a record, by its length in bytes. Where it is, the consumer position tells, which libbpf
 * moves only once this returns. Negative stops the walk; the record is consumed all the same.
 */
export type Sample = (payloadBytes: number) => number;

/** What a walk returns when its callback threw: that error is thrown instead. */
const THREW = -ERRNO.ECANCELED;

/**
 * libbpf's reader of one ring.
 *
 * Ownership: owns libbpf's reader (two mappings, an epoll descriptor) and the callback; borrows the
 * map, which may be closed first. Belongs to one thread.
 */
export class LibbpfRing implements Disposable {
  readonly #symbols: Libbpf;
  readonly #ring: RingBufferPointer;
  readonly #callback: Deno.UnsafeCallback<typeof SAMPLE>;
  readonly #sample: Sample;
  #error: unknown;
  #threw = false;
  #walking = false;
  #open = true;

  /**
   * Opens a reader of a ring buffer map, where the ring's consumer position is.
   *
   * @throws {LibraryMissing} without libbpf.
   * @throws {SysError} EINVAL when the map is no ring buffer, EMFILE; nothing stays open.
   */
  static open(mapFd: number, sample: Sample): LibbpfRing {
    return new LibbpfRing(mapFd, sample);
  }

  private constructor(mapFd: number, sample: Sample) {
    this.#symbols = libbpf();
    this.#sample = sample;
    this.#callback = new Deno.UnsafeCallback(
      SAMPLE,
      (_context, _address, payloadBytes) => this.#receive(payloadBytes),
    );
    errno();
    const ring = this.#symbols.ring_buffer__new(mapFd, this.#callback.pointer, null, null);
    if (ring === null) {
      const code = errno();
      this.#callback.close();
      throw new SysError("ring_buffer__new", code);
    }
    this.#ring = ring;
  }

  /**
   * Hands all records that are ready to the callback, without blocking. Returns how many, discarded
   * ones left out, or what the callback stopped the walk with.
   *
   * @throws whatever the callback threw; that record is consumed.
   */
  consume(): number {
    return this.#walk(() => this.#symbols.ring_buffer__consume(this.#ring));
  }

  /**
   * The same after waiting for records; -1 waits for ever.
   *
   * @throws {SysError} EINTR when a signal ended the wait.
   */
  poll(timeoutMs: number): number {
    const count = this.#walk(() => this.#symbols.ring_buffer__poll(this.#ring, timeoutMs));
    return count === -ERRNO.EINTR ? check("ring_buffer__poll", count) : count;
  }

  /** The epoll descriptor that tells when there is something to consume. Borrowed. */
  get epollFd(): number {
    return this.#symbols.ring_buffer__epoll_fd(this.#ring);
  }

  /** Unmaps and frees. Harmless when repeated. @throws {Error} from inside the callback. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    if (this.#walking) throw new Error("Cannot free the ring buffer: a walk over it is running");
    this.#open = false;
    this.#symbols.ring_buffer__free(this.#ring);
    this.#callback.close();
  }

  #walk(invoke: () => number): number {
    if (!this.#open) throw new Error("Cannot consume the ring buffer: it was freed");
    if (this.#walking) throw new Error("Cannot consume the ring buffer: a walk over it is running");
    this.#walking = true;
    try {
      const count = invoke();
      if (!this.#threw) return count;
      this.#threw = false;
      throw this.#error;
    } finally {
      this.#walking = false;
    }
  }

  /** An error must not pass through C: it is kept, and thrown behind it. */
  #receive(payloadBytes: number): number {
    try {
      return this.#sample(payloadBytes);
    } catch (error) {
      this.#error = error;
      this.#threw = true;
      return THREW;
    }
  }
}
