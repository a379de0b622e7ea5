/** The fixture of the ringbuf path. @module */
import { SysError } from "../../ffi/errno.ts";
import type { Probe, Traits } from "../../lib/implementation.ts";
import type { Ring, RingbufImplementation } from "../../lib/ringbuf/contract.ts";
import { recordContent } from "../../lib/ringbuf/fixture/record.ts";
import type { AnySource } from "../../lib/source.ts";
import { type Accomplice, type Action, theAccomplice } from "../accomplice.ts";
import { Random } from "../random.ts";
import { HarnessFault } from "../rule.ts";
import type { Payload, StartOptions, Tally } from "../source_fixture.ts";
import type { FixtureOptions } from "../suite.ts";
import type { Channel } from "./channel.ts";
import { FakeChannel } from "./fake_channel.ts";
import type { Positions, Reservation, RingbufFixture } from "./fixture.ts";
import { KernelChannel } from "./kernel_channel.ts";

/** BPF_RINGBUF_HDR_SZ (include/uapi/linux/bpf.h) and the alignment of records. */
const HEADER_BYTES = 8;
const ALIGNMENT = 8;
const DEFAULT_CAPACITY_BYTES = 4096;
/** The most payloads given to the producer at a time. */
const BATCH = 512;

/** See {@linkcode RingbufFixture}. */
export class RingFixture implements RingbufFixture {
  readonly implementation: string;
  readonly traits: Traits;
  readonly on: "kernel" | "fake";
  readonly seed: number;
  readonly random: Random;
  readonly keepsPlace = true;
  readonly canDiscard = true;
  readonly #row: RingbufImplementation;
  #stack = new DisposableStack();
  #channel: Channel | undefined;

  constructor(options: FixtureOptions<RingbufImplementation>) {
    this.implementation = options.id;
    this.traits = options.implementation.traits;
    this.on = options.on;
    this.seed = options.seed;
    this.random = new Random(options.seed);
    this.#row = options.implementation;
  }

  get ring(): Ring {
    return this.#started().ring;
  }

  get capacityBytes(): number {
    return this.ring.sizeBytes;
  }

  start(options: StartOptions): void {
    this[Symbol.dispose]();
    this.#stack = new DisposableStack();
    const { capacityBytes = DEFAULT_CAPACITY_BYTES, position = 0n } = options;
    if (this.on === "kernel" && position !== 0n) {
      throw new HarnessFault("Cannot start a kernel ring elsewhere than at 0: use the fake");
    }
    this.#channel = this.#stack.use(harness(() => this.#openChannel(capacityBytes, position)));
  }

  probe(): Probe {
    return this.#row.probe();
  }

  open(options: { readonly checked: boolean } = { checked: true }): AnySource {
    const input = { ring: this.ring, checked: options.checked };
    return this.#stack.use(this.#row.open(input));
  }

  openOn(ring: Ring): AnySource {
    return this.#stack.use(this.#row.open({ ring, checked: true }));
  }

  footprintBytes(payloadBytes: number): number {
    return Math.ceil((payloadBytes + HEADER_BYTES) / ALIGNMENT) * ALIGNMENT;
  }

  produce(payloads: readonly Payload[]): number {
    return this.produceEach(payloads).filter(Boolean).length;
  }

  produceEach(payloads: readonly Payload[]): readonly boolean[] {
    return harness(() => this.#started().produce(payloads));
  }

  fill(payloadBytes: number): number {
    const batch = Array.from({ length: BATCH }, () => ({ payloadBytes }));
    const footprint = this.footprintBytes(payloadBytes);
    for (let total = 0;;) {
      const free = Math.max(this.capacityBytes - this.occupiedBytes(), 0);
      const count = Math.min(Math.floor(free / footprint) + 1, BATCH);
      const accepted = this.produce(batch.slice(0, count));
      total += accepted;
      if (accepted < count) return total;
    }
  }

  content(sequence: number, payloadBytes: number): Uint8Array {
    return recordContent({ sequence, payloadBytes, stamped: false });
  }

  occupiedBytes(): number {
    const { consumer, producer } = this.positions();
    return Number(BigInt.asIntN(64, producer - consumer));
  }

  settle(): void {
    this.#started().settle();
  }

  tally(): Tally {
    return this.#started().tally();
  }

  accomplice(): Accomplice {
    return theAccomplice();
  }

  producing(payloads: readonly Payload[]): Action {
    return this.#started().producing(payloads);
  }

  positions(): Positions {
    return this.#started().positions();
  }

  setConsumer(position: bigint): void {
    this.#started().setConsumer(position);
  }

  setProducer(position: bigint): void {
    this.#started().setProducer(position);
  }

  setHeader(position: bigint, header: number): void {
    this.#started().setHeader(position, header);
  }

  reserve(payloadBytes: number): Reservation | undefined {
    return this.#started().reserve(payloadBytes);
  }

  submit(reservation: Reservation, options = { discard: false }): void {
    this.#started().submit(reservation, options);
  }

  [Symbol.dispose](): void {
    this.#channel = undefined;
    this.#stack.dispose();
  }

  #started(): Channel {
    if (!this.#channel) this.start({});
    return this.#channel!;
  }

  #openChannel(capacityBytes: number, position: bigint): Channel {
    return this.on === "kernel"
      ? new KernelChannel(capacityBytes)
      : new FakeChannel({ capacityBytes, position });
  }
}

/** What the kernel refuses the harness is the harness's fault, never the implementation's. */
function harness<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SysError) throw new HarnessFault(error.message, { cause: error });
    throw error;
  }
}
