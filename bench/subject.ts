/** The subject: a process that runs one implementation, as it is told. @module */
import { pinThread, setAffinity } from "../ffi/affinity.ts";
import { dieWithParent } from "../ffi/process.ts";
import { emptyUsage, UsageMeter } from "../ffi/rusage.ts";
import { HeapMeter, RoundMeter } from "./meter.ts";
import { type Answers, type Command, readLines, type Reply } from "./protocol.ts";
import type { Meter, Moved, Rig, RigOptions, Scenario } from "./scenario.ts";
import { countSyscalls } from "./syscalls.ts";
import { Rest } from "./rest.ts";
import { loadScenario, loadWorker } from "./worker.ts";

/** A chunk of warm-up: long enough for the share of the other threads to mean something. */
const CHUNK_NS = 2.5e6;
/** Cycles before heap growth counts. */
const HEAP_WARM_UP_CYCLES = 50;

/** The state between commands. */
class Subject implements Disposable {
  readonly #meter = new RoundMeter();
  #scenario: Scenario | undefined;
  #options: Omit<RigOptions, "parameters"> | undefined;
  #rig: Rig | undefined;

  /** Does one command. */
  async obey(command: Command): Promise<Answers[Command["do"]]> {
    switch (command.do) {
      case "setup":
        return await this.#setup(command);
      case "point":
        return await this.#point(command);
      case "calibrate":
        return await this.#calibrate();
      case "round":
        return await this.#round(command.cycles);
      case "syscalls":
        return await this.#syscalls(command.cycles);
      case "memory":
        return await this.#memory(command.operations);
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

  async #point({ parameters, warmUpMs }: Command & { do: "point" }): Promise<Answers["point"]> {
    this.#rig?.[Symbol.dispose]();
    await this.#rig?.ended?.();
    this.#rig = undefined;
    this.#rig = await this.#scenario!.open({ ...this.#options!, parameters });
    const startNs = this.#meter.nowNs();
    const wrong = await this.#rig.verify();
    const settled = await this.#warmUp(warmUpMs);
    this.#rig.takeExtra?.();
    const tookMs = (this.#meter.nowNs() - startNs) / 1e6;
    return { settled, warmUpMs: tookMs, ...(wrong === undefined ? {} : { wrong }) };
  }

  /** Returns whether things came to rest before the time was over. */
  async #warmUp(limitMs: number): Promise<boolean> {
    if (limitMs === 0) return true;
    const rest = new Rest();
    const endNs = this.#meter.nowNs() + limitMs * 1e6;
    while (!rest.reached) {
      const startNs = this.#meter.nowNs();
      if (startNs >= endNs) return false;
      const othersNs = this.#meter.otherThreadsNs();
      let cycles = 0;
      for (let tookNs = 0; tookNs < CHUNK_NS; tookNs = this.#meter.nowNs() - startNs) {
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
    const answer = await countSyscalls((meter) => this.#cycles(cycles, meter));
    this.#rig!.takeExtra?.();
    return answer;
  }

  async #memory(operations: number): Promise<Answers["memory"]> {
    const warmUp = new HeapMeter(); // its own code has to be compiled, too
    for (let cycle = 0; cycle < HEAP_WARM_UP_CYCLES; cycle++) await this.#cycle(warmUp);
    const heap = new HeapMeter();
    let done = 0;
    while (done < operations) done += (await this.#cycle(heap)).operations;
    this.#rig!.takeExtra?.();
    using usage = new UsageMeter();
    const { peakResidentBytes } = usage.readProcess(emptyUsage());
    return { operations: done, heapBytes: heap.growthBytes(), peakResidentBytes };
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
  setAffinity(cpus!.split(",").map(Number));
  using subject = new Subject();
  const encoder = new TextEncoder();
  for await (const line of readLines(Deno.stdin.readable)) {
    let reply: Reply<unknown>;
    try {
      reply = { ok: await subject.obey(JSON.parse(line) as Command) };
    } catch (error) {
      reply = { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
    const bytes = encoder.encode(`${JSON.stringify(reply)}\n`);
    for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
  }
}

if (import.meta.main) await main();
