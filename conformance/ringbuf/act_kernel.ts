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
export function act({ programFd, runCount, cpus }: KernelAct): void {
  using testRun = new TestRun(programFd);
  using _kept = cpus === undefined ? undefined : keptOn(cpus);
  testRun.run(runCount);
}

/** Keeps the calling thread on some CPUs, until disposal. */
export function keptOn(cpus: readonly number[]): Disposable {
  const before = getAffinity();
  setAffinity(cpus);
  return { [Symbol.dispose]: () => setAffinity(before) };
}
