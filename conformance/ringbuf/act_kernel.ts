/** What an accomplice does to a kernel ring: runs the producer's program, its list being staged. @module */
import { TestRun } from "../../ffi/bpf_program.ts";

/** What {@linkcode act} takes. */
export interface KernelAct {
  readonly programFd: number;
  readonly runCount: number;
}

/** Runs the program. @throws {SysError} from bpf(2). */
export function act(input: KernelAct): void {
  using testRun = new TestRun(input.programFd);
  testRun.run(input.runCount);
}
