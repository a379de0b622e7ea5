/** Whether this process may make ring buffers and load programs, asked of the kernel. @module */
import { createMap } from "./bpf.ts";
import { BpfAssembler } from "./bpf_asm.ts";
import {
  BPF_MAP_TYPE_RINGBUF,
  BPF_PROG_TYPE_SOCKET_FILTER,
  BPF_REG_0,
  BPF_REG_10,
} from "./bpf_constants.ts";
import { loadProgram, TestRun } from "./bpf_program.ts";
import { ERRNO, SysError } from "./errno.ts";
import { pageBytes } from "./memory.ts";

/** What {@linkcode probeBpf} finds. */
export type BpfProbe =
  | { readonly available: true }
  | {
    readonly available: false;
    readonly reason: string;
    readonly cure: string;
    /** True when a permission is missing; false when the kernel lacks it. */
    readonly denied: boolean;
  };

/**
 * The smallest program that the verifier passes with CAP_PERFMON only: it returns an address. With
 * CAP_BPF alone programs are checked for speculation as well, and ours become too complex for it.
 */
export function perfmonProgram(): Uint8Array<ArrayBuffer> {
  return new BpfAssembler().mov(BPF_REG_0, { reg: BPF_REG_10 }).exit().assemble();
}

/** Makes a ring buffer and runs a program that does nothing, and closes both. */
export function probeBpf(): BpfProbe {
  try {
    using _map = createMap({ type: BPF_MAP_TYPE_RINGBUF, maxEntries: pageBytes() });
    using program = loadProgram({
      type: BPF_PROG_TYPE_SOCKET_FILTER,
      insns: perfmonProgram(),
    });
    using run = new TestRun(program.fd);
    run.run(1);
    return { available: true };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const denied = error.errno === ERRNO.EPERM || error.errno === ERRNO.EACCES;
    return {
      available: false,
      reason: denied ? "the process lacks CAP_BPF or CAP_PERFMON" : error.message,
      cure: denied ? "run as root, or grant CAP_BPF and CAP_PERFMON" : "use Linux 5.8 or newer",
      denied,
    };
  }
}
