/** An io_uring used by one thread, synchronously: submissions in, completions out. @module */
import { ERRNO, SysError } from "./errno.ts";
import type { OwnedFd } from "./fd.ts";
import {
  CQE,
  enterCall,
  explainSetup,
  GETEVENTS_ARG,
  type Liburing,
  setupUring,
  SQE,
  URING_PARAMS,
} from "./liburing.ts";
import { NativeMemory } from "./memory.ts";
import { StructView } from "./struct.ts";
import * as C from "./uring_constants.ts";
import { UringMemory } from "./uring_memory.ts";
import { WaitArgument } from "./uring_wait.ts";

/** Setup flags that change nothing here; any other one would need a different ring. */
const FLAGS_ALLOWED = C.IORING_SETUP_CLAMP | C.IORING_SETUP_SUBMIT_ALL |
  C.IORING_SETUP_COOP_TASKRUN | C.IORING_SETUP_TASKRUN_FLAG | C.IORING_SETUP_SINGLE_ISSUER |
  C.IORING_SETUP_DEFER_TASKRUN;
const FEATURES_NEEDED = C.IORING_FEAT_SINGLE_MMAP | C.IORING_FEAT_NODROP | C.IORING_FEAT_EXT_ARG;
const MUST_ENTER = C.IORING_SQ_CQ_OVERFLOW | C.IORING_SQ_TASKRUN;
const ARG_BYTES = BigInt(GETEVENTS_ARG.sizeBytes);
const CQE_WORDS = CQE.sizeBytes >> 2;
const RES_WORD = CQE.fields.res.offset >> 2;
const FLAGS_WORD = CQE.fields.flags.offset >> 2;

/** What {@linkcode Uring.open} takes. */
export interface UringOptions {
  /** Submissions that fit before a submit; rounded up to a power of two. */
  readonly entryCount: number;
  /** Completions that fit. @default {twice entryCount} */
  readonly cqEntryCount?: number;
  /** IORING_SETUP_… bits. @default {0} */
  readonly flags?: number;
}

/**
 * A ring. The hot methods allocate nothing.
 *
 * Ownership: owns descriptor and mappings. Memory that a submission points to belongs to the kernel
 * until its last completion: take all completions before disposal, which cancels but cannot wait.
 * Belongs to one thread. Needs Linux 5.11 (IORING_FEAT_EXT_ARG).
 */
export class Uring implements Disposable {
  readonly fd: number;
  /** IORING_FEAT_… bits of this kernel. */
  readonly features: number;
  readonly sqEntryCount: number;
  readonly cqEntryCount: number;
  /** All submission slots, 64 bytes each; {@linkcode acquireSqe} gives offsets into it. */
  readonly sqes: Uint8Array<ArrayBuffer>;
  readonly #symbols: Pick<Liburing, "io_uring_enter2">;
  readonly #memory: UringMemory;
  readonly #words: Int32Array<ArrayBuffer>;
  /** One cell: the tail with the slots acquired and not yet shown to the kernel. */
  readonly #tail = new Int32Array(1);
  readonly #timeout: WaitArgument;
  readonly #stack: DisposableStack;

  private constructor(fd: number, parts: UringParts) {
    this.fd = fd;
    this.features = parts.features;
    this.#memory = parts.memory;
    this.#timeout = parts.timeout;
    this.#stack = parts.stack;
    this.#words = parts.memory.words;
    this.sqes = parts.memory.sqes;
    this.sqEntryCount = parts.memory.sqEntryCount;
    this.cqEntryCount = parts.memory.cqEntryCount;
    this.#tail[0] = this.#words[parts.memory.sqTail]!;
    this.#symbols = enterCall();
  }

  /**
   * Sets a ring up.
   *
   * @throws {LibraryMissing} without liburing 2.3.
   * @throws {SysError} when the kernel refuses, with cause and cure; nothing stays open.
   * @throws {RangeError} for a flag that this ring does not support: IOPOLL, SQPOLL, SQE128, ….
   */
  static open(options: UringOptions): Uring {
    const { flags = 0, cqEntryCount } = options;
    if ((flags & ~FLAGS_ALLOWED) !== 0) {
      const bits = (flags & ~FLAGS_ALLOWED).toString(16);
      throw new RangeError(`Cannot open an io_uring with flags 0x${bits}: not supported here`);
    }
    using paramsMemory = NativeMemory.map({ sizeBytes: URING_PARAMS.sizeBytes });
    const view = new StructView(URING_PARAMS, paramsMemory.bytes);
    view.set("flags", flags | (cqEntryCount === undefined ? 0 : C.IORING_SETUP_CQSIZE));
    view.set("cq_entries", cqEntryCount ?? 0);
    using stack = new DisposableStack();
    const owner: OwnedFd = stack.use(
      setupUring(options.entryCount, { address: paramsMemory.address, view }),
    );
    const features = view.get("features");
    if ((features & FEATURES_NEEDED) !== FEATURES_NEEDED) {
      const detail = explainSetup(ERRNO.EOPNOTSUPP, options.entryCount);
      throw new SysError("io_uring_setup", ERRNO.EOPNOTSUPP, detail);
    }
    const memory = stack.use(new UringMemory(owner.fd, view));
    const timeout = stack.use(new WaitArgument());
    return new Uring(owner.fd, { features, memory, timeout, stack: stack.move() });
  }

  /**
   * A zeroed submission slot: its offset in {@linkcode sqes}, or -1 when the queue is full, which
   * a submit mends. The kernel sees it with the next submit.
   */
  acquireSqe(): number {
    const tail = this.#tail[0]!;
    if (((tail - Atomics.load(this.#words, this.#memory.sqHead)) | 0) >= this.sqEntryCount) {
      return -1;
    }
    this.#tail[0] = tail + 1;
    const offset = (tail & (this.sqEntryCount - 1)) * SQE.sizeBytes;
    this.sqes.fill(0, offset, offset + SQE.sizeBytes);
    return offset;
  }

  /** Slots acquired and not yet taken by the kernel. */
  get unsubmitted(): number {
    return (this.#tail[0]! - Atomics.load(this.#words, this.#memory.sqHead)) | 0;
  }

  /** The slot `index` of those that a submit left behind, the oldest first: see `acquireSqe`. */
  unsubmittedAt(index: number): number {
    const at = Atomics.load(this.#words, this.#memory.sqHead) + index;
    return (at & (this.sqEntryCount - 1)) * SQE.sizeBytes;
  }

  /** Takes back what a submit left behind: the kernel never sees it. */
  retract(): void {
    this.#tail[0] = Atomics.load(this.#words, this.#memory.sqHead);
    this.#publish();
  }

  /**
   * Submits without waiting, and lets the kernel post what it holds back. Returns how many were
   * taken: fewer than acquired when one was refused, whose completion then says why.
   *
   * With IORING_SETUP_DEFER_TASKRUN an enter runs what is ready when it begins, so one link of a
   * chain. `runCount` has it go on, until there are so many completions or nothing more to run.
   *
   * @throws {SysError} EBUSY or EAGAIN when completions must be taken, or memory is short, first.
   */
  submit(runCount = 0): number {
    const count = this.#publish();
    const pending = (Atomics.load(this.#words, this.#memory.sqFlags) & MUST_ENTER) !== 0;
    if (count === 0 && !pending) return 0;
    if (runCount > 0) return this.#submitAndRun(count, runCount);
    const flags = pending ? C.IORING_ENTER_GETEVENTS : 0;
    const taken = this.#symbols.io_uring_enter2(this.fd, count, 0, flags, 0n, 0n);
    if (taken < 0) throw new SysError("io_uring_enter", -taken);
    return taken;
  }

  /**
   * Submits, then waits for `count` completions, a signal or the timeout; 0 looks once and runs
   * what the kernel deferred. Returns how many completions are ready.
   *
   * @throws {SysError} as {@linkcode submit} does, but never EINTR or ETIME.
   */
  submitAndWait(count: number, timeoutMs: number): number {
    const flags = C.IORING_ENTER_GETEVENTS | C.IORING_ENTER_EXT_ARG;
    const argument = this.#timeout.fill(timeoutMs);
    const submitting = this.#publish();
    const waiting = timeoutMs <= 0 ? 0 : count;
    const result = this.#symbols.io_uring_enter2(
      this.fd,
      submitting,
      waiting,
      flags,
      argument,
      ARG_BYTES,
    );
    if (result < 0 && result !== -ERRNO.EINTR && result !== -ERRNO.ETIME) {
      throw new SysError("io_uring_enter", -result);
    }
    return this.ready;
  }

  /** Completions that can be read now. */
  get ready(): number {
    const { cqHead, cqTail } = this.#memory;
    return (Atomics.load(this.#words, cqTail) - this.#words[cqHead]!) | 0;
  }

  /** The lower 32 bits of `user_data` of a ready completion, unsigned; 0 is the oldest. */
  userDataLow(index: number): number {
    return this.#words[this.#cqe(index)]! >>> 0;
  }

  /** The upper 32 bits of it, unsigned. */
  userDataHigh(index: number): number {
    return this.#words[this.#cqe(index) + 1]! >>> 0;
  }

  /** The result of a ready completion: what the call would have returned, or -errno. */
  result(index: number): number {
    return this.#words[this.#cqe(index) + RES_WORD]!;
  }

  /** The IORING_CQE_F_… bits of a ready completion. */
  cqeFlags(index: number): number {
    return this.#words[this.#cqe(index) + FLAGS_WORD]!;
  }

  /** Gives the oldest `count` completions back. @throws {RangeError} for more than are ready. */
  advance(count: number): void {
    if (count < 0 || count > this.ready) {
      throw new RangeError(`Cannot advance by ${count}: ${this.ready} completions are ready`);
    }
    const { cqHead } = this.#memory;
    Atomics.store(this.#words, cqHead, this.#words[cqHead]! + count);
  }

  /** How many completions the kernel lost for want of room; 0 unless memory ran out. */
  get overflowed(): number {
    return Atomics.load(this.#words, this.#memory.cqOverflow) >>> 0;
  }

  /** Whether it was disposed: its memory is unmapped, and nothing else may be called. */
  get isClosed(): boolean {
    return this.#stack.disposed;
  }

  /** Unmaps and closes; see Ownership. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  /** A wait whose time is over at once: it runs what can be run, and sleeps for nothing. */
  #submitAndRun(count: number, runCount: number): number {
    const flags = C.IORING_ENTER_GETEVENTS | C.IORING_ENTER_EXT_ARG;
    const argument = this.#timeout.fill(0);
    const waiting = this.ready + runCount;
    const taken = this.#symbols.io_uring_enter2(
      this.fd,
      count,
      waiting,
      flags,
      argument,
      ARG_BYTES,
    );
    if (taken >= 0) return taken;
    if (taken === -ERRNO.EINTR || taken === -ERRNO.ETIME) return 0;
    throw new SysError("io_uring_enter", -taken);
  }

  /** Shows the acquired slots to the kernel. Returns how many it has to take. */
  #publish(): number {
    Atomics.store(this.#words, this.#memory.sqTail, this.#tail[0]!);
    return this.unsubmitted;
  }

  #cqe(index: number): number {
    const { cqHead, cqes } = this.#memory;
    return cqes + ((this.#words[cqHead]! + index) & (this.cqEntryCount - 1)) * CQE_WORDS;
  }
}

interface UringParts {
  readonly features: number;
  readonly memory: UringMemory;
  readonly timeout: WaitArgument;
  readonly stack: DisposableStack;
}
