/** The subject: a process that runs one implementation, as it is told. @module */
import { pinThread, setAffinity } from "../ffi/affinity.ts";
import { peakResidentBytes } from "../ffi/proc.ts";
import { dieWithParent } from "../ffi/process.ts";
import { firstError, Unavailable } from "../lib/errors.ts";
import { HeapMeter, RoundMeter } from "./meter.ts";
import { type Answers, type Command, readLines, type Reply } from "./protocol.ts";
import type { Meter, Moved, Rig, RigOptions, Scenario } from "./scenario.ts";
import { countSyscalls, namesOf } from "./syscalls.ts";
import { Rest } from "./rest.ts";
import { loadScenario, loadWorker } from "./worker.ts";

/** Cycles before heap growth counts; of slow ones fewer are enough. */
const HEAP_WARM_UP_CYCLES = 50;
const HEAP_WARM_UP_MIN_CYCLES = 3;

/** The state between commands. */
class Subject implements Disposable {
  readonly #meter = new RoundMeter();
  readonly #cpus: readonly number[];
  #scenario: Scenario | undefined;
  #options: Omit<RigOptions, "parameters"> | undefined;
  #rig: Rig | undefined;

  /** @param cpus those that it may use until it is pinned. */
  constructor(cpus: readonly number[]) {
    this.#cpus = cpus;
  }

  /** Does one command. */
  async obey(command: Command): Promise<Answers[Command["do"]]> {
    switch (command.do) {
      case "setup":
        return await this.#setup(command);
      case "open":
        return await this.#open(command);
      case "ready":
        return await this.#ready(command);
      case "calibrate":
        return await this.#calibrate();
      case "round":
        return await this.#round(command.cycles);
      case "syscalls":
        return await this.#syscalls(command.cycles);
      case "memory":
        return await this.#memory(command);
    }
  }

  [Symbol.dispose](): void {
    this.#rig?.[Symbol.dispose]();
    this.#meter[Symbol.dispose]();
  }

  async #setup(command: Command & { do: "setup" }): Promise<Answers["setup"]> {
    this.#scenario = await loadScenario(command.scenario);
    this.#meter.usage = this.#scenario.usage ?? "process";
    this.#options = {
      worker: await loadWorker(command.worker),
      placement: command.placement,
    };
    const { subjectCpu } = command.placement;
    // the compiler's and collector's threads stay free, as they are in any program
    if (subjectCpu !== undefined) pinThread(subjectCpu);
    return { ready: true };
  }

  /**
   * All subjects of a set do this at the same time, so that what takes processes or memory to set
   * up takes all CPUs: whatever a rig starts inherits those of this thread.
   */
  async #open({ parameters }: Command & { do: "open" }): Promise<Answers["open"]> {
    const { subjectCpu } = this.#options!.placement;
    if (subjectCpu !== undefined) setAffinity(this.#cpus);
    this.#rig?.[Symbol.dispose]();
    await this.#rig?.ended?.();
    this.#rig = undefined;
    try {
      this.#rig = await this.#scenario!.open({ ...this.#options!, parameters });
    } catch (error) {
      if (error instanceof Unavailable) return { reason: error.message };
      throw error;
    } finally {
      if (subjectCpu !== undefined) pinThread(subjectCpu);
    }
    return {};
  }

  async #ready(command: Command & { do: "ready" }): Promise<Answers["ready"]> {
    const startNs = this.#meter.nowNs();
    const wrong = await this.#rig!.verify();
    const settled = await this.#warmUp(command);
    this.#rig!.takeExtra?.();
    const tookMs = (this.#meter.nowNs() - startNs) / 1e6;
    return { settled, warmUpMs: tookMs, ...(wrong === undefined ? {} : { wrong }) };
  }

  /** Returns whether things came to rest before the time was over. */
  async #warmUp({ warmUpMs, chunkMs }: Command & { do: "ready" }): Promise<boolean> {
    if (warmUpMs === 0) return true;
    const rest = new Rest();
    const endNs = this.#meter.nowNs() + warmUpMs * 1e6;
    while (!rest.reached) {
      const startNs = this.#meter.nowNs();
      if (startNs >= endNs) return false;
      const othersNs = this.#meter.otherThreadsNs();
      let cycles = 0;
      for (let tookNs = 0; tookNs < chunkMs * 1e6; tookNs = this.#meter.nowNs() - startNs) {
        await this.#cycle(this.#meter);
        cycles++;
      }
      const share = (this.#meter.otherThreadsNs() - othersNs) / (this.#meter.nowNs() - startNs);
      rest.add({ cycleNs: this.#meter.take().threadCpuNs / cycles, othersShare: share });
    }
    return true;
  }

  async #calibrate(): Promise<Answers["calibrate"]> {
    const times: number[] = [];
    for (let index = 0; index < 5; index++) {
      const startNs = this.#meter.nowNs();
      await this.#cycle(this.#meter);
      times.push(this.#meter.nowNs() - startNs);
    }
    this.#meter.take();
    return { cycleNs: times.sort((a, b) => a - b)[2]! };
  }

  async #round(cycles: number): Promise<Answers["round"]> {
    const moved = await this.#cycles(cycles, this.#meter);
    return { ...moved, ...this.#meter.take(), extra: this.#rig!.takeExtra?.() ?? {} };
  }

  async #syscalls(cycles: number): Promise<Answers["syscalls"]> {
    const names = namesOf(this.#scenario!.id);
    const answer = await countSyscalls(names, (meter) => this.#cycles(cycles, meter));
    this.#rig!.takeExtra?.();
    return answer;
  }

  async #memory({ operations, limitMs }: Command & { do: "memory" }): Promise<Answers["memory"]> {
    const warmUp = new HeapMeter(); // its own code has to be compiled, too
    const warmNs = this.#meter.nowNs() + limitMs * 1e6;
    for (let cycle = 0; cycle < HEAP_WARM_UP_CYCLES; cycle++) {
      if (cycle >= HEAP_WARM_UP_MIN_CYCLES && this.#meter.nowNs() >= warmNs) break;
      await this.#cycle(warmUp);
    }
    const heap = new HeapMeter();
    const endNs = this.#meter.nowNs() + limitMs * 1e6;
    let done = 0;
    while (done < operations && (done === 0 || this.#meter.nowNs() < endNs)) {
      done += (await this.#cycle(heap)).operations;
    }
    this.#rig!.takeExtra?.();
    // not getrusage's ru_maxrss: across fork and exec that keeps the peak of whoever spawned us
    const peakBytes = peakResidentBytes();
    return { operations: done, heapBytes: heap.growthBytes(), peakResidentBytes: peakBytes };
  }

  async #cycles(count: number, meter: Meter): Promise<Moved> {
    let operations = 0;
    let bytes = 0;
    let wrong: string | undefined;
    for (let cycle = 0; cycle < count; cycle++) {
      const moved = await this.#cycle(meter);
      operations += moved.operations;
      bytes += moved.bytes;
      wrong ??= moved.void;
    }
    return { operations, bytes, ...(wrong === undefined ? {} : { void: wrong }) };
  }

  /** Most rigs answer at once: no promise then, whose turn of the loop would cost more. */
  #cycle(meter: Meter): Moved | Promise<Moved> {
    return this.#rig!.cycle(meter);
  }
}

async function main(): Promise<void> {
  const [parent, cpus] = Deno.args;
  dieWithParent(Number(parent));
  using subject = new Subject(cpus!.split(",").map(Number));
  const encoder = new TextEncoder();
  for await (const line of readLines(Deno.stdin.readable)) {
    let reply: Reply<unknown>;
    try {
      reply = { ok: await subject.obey(JSON.parse(line) as Command) };
    } catch (thrown) {
      const error = firstError(thrown);
      reply = { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
    const bytes = encoder.encode(`${JSON.stringify(reply)}\n`);
    for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
  }
}

if (import.meta.main) await main();
