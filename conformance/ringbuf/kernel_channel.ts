/** A BPF ring buffer map and the BPF program that fills it. @module */
import { MAP_SHARED, NativeMemory, pageBytes } from "../../ffi/memory.ts";
import type { Ring } from "../../lib/ringbuf/contract.ts";
import { RingPositions } from "../../lib/ringbuf/fixture/positions.ts";
import { openKernelRing } from "../../lib/ringbuf/fixture/ring_map.ts";
import { ScriptProducer } from "../../lib/ringbuf/fixture/script.ts";
import type { Action } from "../accomplice.ts";
import { HarnessFault } from "../rule.ts";
import type { Payload, Tally } from "../source_fixture.ts";
import type { KernelAct } from "./act_kernel.ts";
import { type Channel, toRecord } from "./channel.ts";
import type { Positions } from "./fixture.ts";

/** The kernel's channel; what only a fake can do is refused. */
export class KernelChannel implements Channel {
  readonly ring: Ring;
  readonly #producer: ScriptProducer;
  readonly #positions: RingPositions;
  readonly #stack: DisposableStack;

  /** @throws {SysError} EPERM without CAP_BPF; nothing stays open. */
  constructor(capacityBytes: number) {
    using stack = new DisposableStack();
    this.ring = stack.use(openKernelRing(capacityBytes));
    this.#positions = stack.use(new RingPositions(this.ring));
    this.#producer = stack.use(ScriptProducer.open(this.ring));
    this.#stack = stack.move();
  }

  produce(payloads: readonly Payload[]): readonly boolean[] {
    return this.#producer.run(payloads.map(toRecord)).accepted;
  }

  producing(payloads: readonly Payload[]): Action {
    const runCount = this.#producer.stage(payloads.map(toRecord));
    const input: KernelAct = { programFd: this.#producer.programFd, runCount };
    return { kind: "call", module: import.meta.resolve("./act_kernel.ts"), input };
  }

  tally(): Tally {
    const { submitted, submittedBytes, discarded, dropped } = this.#producer.counts();
    return { submitted, submittedBytes, discarded, refused: dropped };
  }

  positions(): Positions {
    const { consumer, producer } = this.#positions;
    return { consumer, producer };
  }

  setConsumer(position: bigint): void {
    using page = NativeMemory.map({
      sizeBytes: pageBytes(),
      flags: MAP_SHARED,
      fd: this.ring.fd,
    });
    const cell = new BigUint64Array(page.bytes.buffer, 0, 1);
    Atomics.store(cell, 0, BigInt.asUintN(64, position));
  }

  settle(): void {}

  setProducer(): never {
    throw new HarnessFault("Cannot move the producer position of a kernel ring: use the fake");
  }

  setHeader(): never {
    throw new HarnessFault("Cannot overwrite a header of a kernel ring: use the fake");
  }

  reserve(): never {
    throw new HarnessFault("Cannot leave a record BUSY in a kernel ring: use the fake");
  }

  submit(): never {
    throw new HarnessFault("Cannot submit by hand to a kernel ring: use the fake");
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}
