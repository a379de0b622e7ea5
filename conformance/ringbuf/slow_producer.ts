/** A BPF program slow between reserve and submit: a BUSY record in a real ring. @module */
import { BpfAssembler } from "../../ffi/bpf_asm.ts";
import * as C from "../../ffi/bpf_constants.ts";
import { loadProgram } from "../../ffi/bpf_program.ts";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import type { Ring } from "../../lib/ringbuf/contract.ts";
import type { Action } from "../accomplice.ts";
import { Denied, HarnessFault } from "../rule.ts";
import type { KernelAct } from "./act_kernel.ts";

const RECORD = C.BPF_REG_6;
const START = C.BPF_REG_7;

/** What {@linkcode openSlowProducer} takes. */
export interface SlowOptions {
  /** How long the record stays BUSY, at the least. */
  readonly busyMs: number;
  /** At least 8: the record starts with the time of its reservation, CLOCK_MONOTONIC. */
  readonly payloadBytes: number;
}

/**
 * Loads the program. The caller disposes it.
 *
 * It spins meanwhile, in the thread that runs it: another one looks at the ring.
 *
 * @throws {Denied} when the kernel is older than 6.9, or lets us load nothing.
 */
export function openSlowProducer(ring: Ring, options: SlowOptions): OwnedFd {
  const { busyMs, payloadBytes } = options;
  const code = new BpfAssembler()
    .loadMap(C.BPF_REG_1, ring.fd)
    .mov(C.BPF_REG_2, payloadBytes)
    .mov(C.BPF_REG_3, 0)
    .call(C.BPF_FUNC_ringbuf_reserve)
    .jumpIf("eq", { dst: C.BPF_REG_0, with: 0, to: "end" })
    .mov(RECORD, { reg: C.BPF_REG_0 })
    .call(C.BPF_FUNC_ktime_get_ns)
    .mov(START, { reg: C.BPF_REG_0 })
    .store(8, { dst: RECORD, off: 0 }, { reg: START })
    .label("busy")
    .mayJump("submit")
    .call(C.BPF_FUNC_ktime_get_ns)
    .alu("sub", C.BPF_REG_0, { reg: START })
    .jumpIf("lt", { dst: C.BPF_REG_0, with: busyMs * 1e6, to: "busy" })
    .label("submit")
    .mov(C.BPF_REG_1, { reg: RECORD })
    .mov(C.BPF_REG_2, 0)
    .call(C.BPF_FUNC_ringbuf_submit)
    .label("end")
    .mov(C.BPF_REG_0, 0)
    .exit();
  return load(code.assemble());
}

/** One run of the program on one CPU, for the accomplice. */
export function runSlowly(program: OwnedFd, cpu: number): Action {
  const input: KernelAct = { programFd: program.fd, runCount: 1, cpus: [cpu] };
  return { kind: "call", module: import.meta.resolve("./act_kernel.ts"), input };
}

function load(insns: Uint8Array): OwnedFd {
  try {
    return loadProgram({ type: C.BPF_PROG_TYPE_SOCKET_FILTER, name: "ring_slow", insns });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const isOld = error.errno === ERRNO.EINVAL;
    if (isOld) throw new Denied("a BPF loop with may_goto needs Linux 6.9", { cause: error });
    if (error.errno === ERRNO.EPERM) throw new Denied(error.message, { cause: error });
    throw new HarnessFault(error.message, { cause: error });
  }
}
