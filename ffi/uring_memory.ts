/** The memory of an io_uring: mapped from what io_uring_setup(2) said, and nothing else. @module */
import { CQ_OFFSETS, CQE, SQ_OFFSETS, SQE, type URING_PARAMS } from "./liburing.ts";
import { MAP_POPULATE, MAP_SHARED, NativeMemory } from "./memory.ts";
import { StructView } from "./struct.ts";
import { IORING_OFF_SQ_RING, IORING_OFF_SQES } from "./uring_constants.ts";

/**
 * The submission ring, the completion ring and the submissions themselves.
 *
 * Ownership: owns two mappings; the ring's descriptor may be closed first. Indices into `words` are
 * in 32-bit words.
 */
export class UringMemory implements Disposable {
  readonly sqEntryCount: number;
  readonly cqEntryCount: number;
  /** Both rings: heads, tails, flags and completions. */
  readonly words: Int32Array<ArrayBuffer>;
  readonly sqes: Uint8Array<ArrayBuffer>;
  readonly sqHead: number;
  readonly sqTail: number;
  readonly sqFlags: number;
  readonly cqHead: number;
  readonly cqTail: number;
  readonly cqOverflow: number;
  /** Where the first completion is. */
  readonly cqes: number;
  readonly #rings: NativeMemory;
  readonly #sqes: NativeMemory;

  /** @throws {SysError} from mmap(2); nothing stays mapped. */
  constructor(fd: number, params: StructView<keyof typeof URING_PARAMS.fields>) {
    this.sqEntryCount = params.get("sq_entries");
    this.cqEntryCount = params.get("cq_entries");
    const sq = new StructView(SQ_OFFSETS, params.bytes("sq_off"));
    const cq = new StructView(CQ_OFFSETS, params.bytes("cq_off"));
    const sqBytes = sq.get("array") + this.sqEntryCount * Uint32Array.BYTES_PER_ELEMENT;
    const cqBytes = cq.get("cqes") + this.cqEntryCount * CQE.sizeBytes;
    using stack = new DisposableStack();
    const flags = MAP_SHARED | MAP_POPULATE;
    const ringBytes = Math.max(sqBytes, cqBytes);
    this.#rings = stack.use(
      NativeMemory.map({ sizeBytes: ringBytes, flags, fd, fileOffset: IORING_OFF_SQ_RING }),
    );
    const sqeBytes = this.sqEntryCount * SQE.sizeBytes;
    this.#sqes = stack.use(
      NativeMemory.map({ sizeBytes: sqeBytes, flags, fd, fileOffset: IORING_OFF_SQES }),
    );
    this.words = new Int32Array(this.#rings.bytes.buffer, 0, ringBytes >> 2);
    this.sqes = this.#sqes.bytes;
    this.sqHead = sq.get("head") >> 2;
    this.sqTail = sq.get("tail") >> 2;
    this.sqFlags = sq.get("flags") >> 2;
    this.cqHead = cq.get("head") >> 2;
    this.cqTail = cq.get("tail") >> 2;
    this.cqOverflow = cq.get("overflow") >> 2;
    this.cqes = cq.get("cqes") >> 2;
    // submissions go in order, so that the ring's indirection never changes
    const array = sq.get("array") >> 2;
    for (let index = 0; index < this.sqEntryCount; index++) this.words[array + index] = index;
    stack.move();
  }

  [Symbol.dispose](): void {
    this.#sqes[Symbol.dispose]();
    this.#rings[Symbol.dispose]();
  }
}
