/** Faults of io_uring that no kernel has on order: refused and cut submits, missing operations. @module */
import { ERRNO } from "../../ffi/errno.ts";
import {
  liburing,
  PROBE,
  PROBE_OP,
  type RegisterRequest,
  standInForUring,
} from "../../ffi/liburing.ts";
import { StructView } from "../../ffi/struct.ts";
import {
  IO_URING_OP_SUPPORTED,
  IORING_ENTER_EXT_ARG,
  IORING_ENTER_GETEVENTS,
  IORING_REGISTER_PROBE,
} from "../../ffi/uring_constants.ts";

const OPENING = IORING_ENTER_EXT_ARG | IORING_ENTER_GETEVENTS;

/**
 * Stands between this thread's rings and the kernel, until disposal. Rings opened meanwhile have
 * `enterErrors` and `submitMax` for their life; what they are not told passes as it is.
 */
export class UringFaults implements Disposable {
  /** What the next enters answer, negated; nothing reaches the kernel then. */
  readonly enterErrors: number[] = [];
  /** How many requests of a submit the kernel sees; it then answers as after running short. */
  submitMax = Infinity;
  /** The errno of io_uring_setup(2), 0 for none. */
  setupError = 0;
  /** Operations that the probe denies. */
  readonly missing = new Set<number>();
  /** Rings asked for. */
  asked = 0;
  /** Enters that were refused, or cut. */
  refused = 0;
  cut = 0;
  readonly #installed: Disposable;

  constructor() {
    const { io_uring_enter2, io_uring_setup, io_uring_register } = liburing();
    this.#installed = standInForUring({
      setup: (entryCount, params) => {
        this.asked++;
        return this.setupError === 0
          ? io_uring_setup(entryCount, params.address)
          : -this.setupError;
      },
      register: (fd, request) => {
        const { opcode, argument, argumentCount } = request;
        const result = io_uring_register(fd, opcode, argument, argumentCount);
        if (result >= 0 && opcode === IORING_REGISTER_PROBE) this.#deny(request);
        return result;
      },
      enter: (fd, count, waiting, flags, argument, sizeBytes) => {
        if (this.enterErrors.length > 0) {
          this.refused++;
          return -this.enterErrors.shift()!;
        }
        if (Number(count) <= this.submitMax) {
          return io_uring_enter2(fd, count, waiting, flags, argument, sizeBytes);
        }
        this.cut++;
        if (this.submitMax === 0) return -ERRNO.EAGAIN;
        return io_uring_enter2(fd, this.submitMax, 0, flags & ~OPENING, 0n, 0n);
      },
    });
  }

  [Symbol.dispose](): void {
    this.#installed[Symbol.dispose]();
  }

  /** Strikes the missing ones out of the kernel's answer. */
  #deny({ bytes, argumentCount }: RegisterRequest): void {
    if (bytes === undefined) return;
    for (let index = 0; index < argumentCount; index++) {
      const offset = PROBE.sizeBytes + index * PROBE_OP.sizeBytes;
      const operation = new StructView(PROBE_OP, bytes, offset);
      if (!this.missing.has(index)) continue;
      operation.set("flags", operation.get("flags") & ~IO_URING_OP_SUPPORTED);
    }
  }
}
