/** What an accomplice does to a kernel ring: runs the producer's program, its list being staged. @module */
import { getAffinity, setAffinity } from "../../ffi/affinity.ts";
import { TestRun } from "../../ffi/bpf_program.ts";

/** What {@linkcode act} takes. */
export interface KernelAct {
  readonly programFd: number;
  readonly runCount: number;
  /** The only CPUs that it may run on. @default {those of the thread} */
  readonly cpus?: readonly number[];
}

/** Runs the program. @throws {SysError} from bpf(2). */
export function act(input: KernelAct): void {
  const { programFd, runCount, cpus } = input;
  using testRun = new TestRun(programFd);
  const before = getAffinity();
  if (cpus !== undefined) setAffinity(cpus);
  try {
    testRun.run(runCount);
  } finally {
    if (cpus !== undefined) setAffinity(before);
  }
}
