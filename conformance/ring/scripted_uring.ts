/** A ring in plain shared memory, whose kernel is a script: it completes what a rule says, when. @module */
import { ERRNO } from "../../ffi/errno.ts";
import {
  CQ_OFFSETS,
  CQE,
  PROBE,
  PROBE_OP,
  type RegisterRequest,
  SQ_OFFSETS,
  SQE,
  standInForUring,
  type UringParams,
} from "../../ffi/liburing.ts";
import { openMemfd } from "../../ffi/memfd.ts";
import { MAP_SHARED, NativeMemory } from "../../ffi/memory.ts";
import { StructView } from "../../ffi/struct.ts";
import {
  IO_URING_OP_SUPPORTED,
  IORING_ENTER_GETEVENTS,
  IORING_FEAT_EXT_ARG,
  IORING_FEAT_NODROP,
  IORING_FEAT_SINGLE_MMAP,
  IORING_OFF_SQES,
  IORING_REGISTER_PROBE,
} from "../../ffi/uring_constants.ts";

const FEATURES = IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG;

/** Where the parts of the shared memory are, in bytes. */
const SQ_HEAD = 0;
const SQ_TAIL = 4;
const SQ_FLAGS = 8;
const CQ_HEAD = 64;
const CQ_TAIL = 68;
const CQ_OVERFLOW = 72;
const CQES = 128;

/** A request that the ring was given. */
export interface ScriptedRequest {
  readonly opcode: number;
  readonly fd: number;
  readonly sizeBytes: number;
  /** The 64 bits of `user_data`. */
  readonly name: bigint;
}

/**
 * Stands in for the kernel below io_uring on this thread: setup gives a memfd in place of a ring,
 * enter takes what was submitted and completes nothing by itself.
 *
 * Ownership: owns its mappings; a memfd is the ring's that it was opened for. One ring is live at
 * a time: the one set up last.
 */
export class ScriptedUring implements Disposable {
  /** What was submitted, in order. */
  readonly requests: ScriptedRequest[] = [];
  /** Called for each, as it is submitted. */
  onSubmit: (request: ScriptedRequest) => void = () => {};
  readonly #installed: Disposable;
  #ring: Shared | undefined;

  constructor() {
    this.#installed = standInForUring({
      setup: (entryCount, params) => this.#setUp(entryCount, params),
      register: (_fd, request) => register(request),
      enter: (_fd, count, _waiting, flags) => this.#enter(Number(count), Number(flags)),
    });
  }

  /** Completes: posts a result and the IORING_CQE_F_… flags under a request's name. */
  post(name: bigint, result: number, flags = 0): void {
    this.#ring!.post(name, result, flags);
  }

  [Symbol.dispose](): void {
    this.#installed[Symbol.dispose]();
    this.#ring?.[Symbol.dispose]();
  }

  #setUp(entryCount: number, { view }: UringParams): number {
    this.#ring?.[Symbol.dispose]();
    const sqEntryCount = 2 ** Math.ceil(Math.log2(entryCount));
    const asked = view.get("cq_entries") || 2 * sqEntryCount;
    const cqEntryCount = 2 ** Math.ceil(Math.log2(asked));
    if (cqEntryCount < sqEntryCount) return -ERRNO.EINVAL;
    const ring = this.#ring = new Shared(sqEntryCount, cqEntryCount);
    ring.describe(view);
    return ring.fd;
  }

  #enter(count: number, flags: number): number {
    for (let taken = 0; taken < count; taken++) {
      const request = this.#ring!.take();
      this.requests.push(request);
      this.onSubmit(request);
    }
    const waitsInVain = (flags & IORING_ENTER_GETEVENTS) !== 0 && count === 0;
    return waitsInVain && this.#ring!.ready === 0 ? -ERRNO.ETIME : count;
  }
}

/** The memory of one ring, as its kernel sees it. */
class Shared implements Disposable {
  /** The ring's, once it is set up. */
  readonly fd: number;
  readonly #sqEntryCount: number;
  readonly #cqEntryCount: number;
  readonly #rings: NativeMemory;
  readonly #sqes: NativeMemory;
  readonly #words: Int32Array<ArrayBuffer>;

  constructor(sqEntryCount: number, cqEntryCount: number) {
    this.#sqEntryCount = sqEntryCount;
    this.#cqEntryCount = cqEntryCount;
    const sqeBytes = sqEntryCount * SQE.sizeBytes;
    using stack = new DisposableStack();
    const file = stack.use(
      openMemfd("scripted-ring", { sizeBytes: IORING_OFF_SQES + sqeBytes }),
    );
    const sizeBytes = this.#arrayOffset + sqEntryCount * Uint32Array.BYTES_PER_ELEMENT;
    const shared = { flags: MAP_SHARED, fd: file.fd };
    this.#rings = stack.use(NativeMemory.map({ ...shared, sizeBytes, fileOffset: 0 }));
    this.#sqes = stack.use(
      NativeMemory.map({ ...shared, sizeBytes: sqeBytes, fileOffset: IORING_OFF_SQES }),
    );
    this.#words = new Int32Array(this.#rings.bytes.buffer, 0, sizeBytes >> 2);
    this.fd = file.release();
    stack.move();
  }

  get #arrayOffset(): number {
    return CQES + this.#cqEntryCount * CQE.sizeBytes;
  }

  /** Completions that were not taken. */
  get ready(): number {
    return (this.#words[CQ_TAIL >> 2]! - this.#words[CQ_HEAD >> 2]!) | 0;
  }

  /** Fills in what io_uring_setup(2) answers. */
  describe(view: UringParams["view"]): void {
    view.set("sq_entries", this.#sqEntryCount);
    view.set("cq_entries", this.#cqEntryCount);
    view.set("features", FEATURES);
    const sq = new StructView(SQ_OFFSETS, view.bytes("sq_off"));
    sq.set("head", SQ_HEAD);
    sq.set("tail", SQ_TAIL);
    sq.set("flags", SQ_FLAGS);
    sq.set("array", this.#arrayOffset);
    const cq = new StructView(CQ_OFFSETS, view.bytes("cq_off"));
    cq.set("head", CQ_HEAD);
    cq.set("tail", CQ_TAIL);
    cq.set("overflow", CQ_OVERFLOW);
    cq.set("cqes", CQES);
  }

  /** Takes the oldest submission. */
  take(): ScriptedRequest {
    const head = this.#words[SQ_HEAD >> 2]!++;
    const offset = (head & (this.#sqEntryCount - 1)) * SQE.sizeBytes;
    const sqe = new StructView(SQE, this.#sqes.bytes, offset);
    return {
      opcode: sqe.get("opcode"),
      fd: sqe.get("fd"),
      sizeBytes: sqe.get("len"),
      name: sqe.get64("user_data"),
    };
  }

  post(name: bigint, result: number, flags: number): void {
    if (this.ready >= this.#cqEntryCount) throw new RangeError("Cannot post: the ring is full");
    const tail = this.#words[CQ_TAIL >> 2]!++;
    const offset = CQES + (tail & (this.#cqEntryCount - 1)) * CQE.sizeBytes;
    const cqe = new StructView(CQE, this.#rings.bytes, offset);
    cqe.set64("user_data", name);
    cqe.set("res", result);
    cqe.set("flags", flags);
  }

  [Symbol.dispose](): void {
    this.#sqes[Symbol.dispose]();
    this.#rings[Symbol.dispose]();
  }
}

/** A probe is told of every operation; the rest is done. */
function register({ opcode, bytes, argumentCount }: RegisterRequest): number {
  if (opcode !== IORING_REGISTER_PROBE || bytes === undefined) return 0;
  new StructView(PROBE, bytes).set("ops_len", argumentCount - 1);
  for (let index = 0; index < argumentCount - 1; index++) {
    const operation = new StructView(PROBE_OP, bytes, PROBE.sizeBytes + index * PROBE_OP.sizeBytes);
    operation.set("op", index);
    operation.set("flags", IO_URING_OP_SUPPORTED);
  }
  return 0;
}
