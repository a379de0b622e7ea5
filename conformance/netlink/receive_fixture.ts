/** The fixture of netlink receivers: a pair of datagram sockets, and a producer at the other end. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import type { Implementation, Probe, Traits } from "../../lib/implementation.ts";
import { READY } from "../../lib/outcome.ts";
import type { ReceiveInput, ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import { type Accomplice, type Action, theAccomplice } from "../accomplice.ts";
import { payloadContent } from "../payload_content.ts";
import { Random } from "../random.ts";
import { readAll } from "../hold.ts";
import { HarnessFault, mustEqual } from "../rule.ts";
import type { Payload, SourceFixture, StartOptions, Tally } from "../source_fixture.ts";
import type { FixtureOptions } from "../suite.ts";
import { DatagramChannel, type DatagramWork } from "./datagram_channel.ts";
import type { RoundTrip, RoundTripFixture } from "./round_trip.ts";

/** A row of the suite: a receiver, or a mutant. */
export type ReceiveRow = Implementation<ReceiveInput, ReceiveSource>;

/** How a receiver is opened; what is left out is as the shared rules have it. */
export type ReceiverOptions = Partial<ReceiveInput>;

/** Room for one datagram. */
export const BUFFER_BYTES = 512;
/** Room for a few more small datagrams than a receiver has buffers. */
const DEFAULT_CAPACITY_BYTES = 65_536;

/** The fixture of rules about receivers. */
export interface ReceiveFixture extends SourceFixture, RoundTripFixture {
  /** The socket that is received from, in blocking mode. */
  readonly fd: number;
  open(options?: { readonly checked: boolean }): ReceiveSource;
  /** Opens a receiver with some of its input chosen by the rule. */
  openReceiver(options?: ReceiverOptions): ReceiveSource;
}

/** See {@linkcode ReceiveFixture}. */
export class DatagramFixture implements ReceiveFixture {
  readonly implementation: string;
  readonly traits: Traits;
  readonly on: "kernel" | "fake";
  readonly seed: number;
  readonly random: Random;
  /** A datagram leaves the socket when it is received, in hand or not. */
  readonly keepsPlace = false;
  readonly canDiscard = false;
  readonly #row: ReceiveRow;
  readonly #footprints = new Map<number, number>();
  #stack = new DisposableStack();
  #channel: DatagramChannel | undefined;
  #submitted = 0;
  #submittedBytes = 0;
  #refused = 0;

  constructor(options: FixtureOptions<ReceiveRow>) {
    this.implementation = options.id;
    this.traits = options.implementation.traits;
    this.on = options.on;
    this.seed = options.seed;
    this.random = new Random(options.seed);
    this.#row = options.implementation;
  }

  /** The socket that is received from. */
  get fd(): number {
    return this.#started().fd;
  }

  get capacityBytes(): number {
    return this.#started().capacityBytes;
  }

  start(options: StartOptions): void {
    if ((options.position ?? 0n) !== 0n) throw new HarnessFault("A socket has no position");
    this[Symbol.dispose]();
    const { capacityBytes = DEFAULT_CAPACITY_BYTES } = options;
    this.#channel = this.#stack.use(new DatagramChannel(capacityBytes));
    this.#submitted = 0;
    this.#submittedBytes = 0;
    this.#refused = 0;
  }

  probe(): Probe {
    return this.#row.probe();
  }

  open(options: { readonly checked: boolean } = { checked: true }): ReceiveSource {
    return this.openReceiver(options);
  }

  /** Opens a receiver with some of its input chosen by the rule. */
  openReceiver(options: ReceiverOptions = {}): ReceiveSource {
    const input = { fd: this.fd, bufferBytes: BUFFER_BYTES, checked: true, ...options };
    return this.#stack.use(this.#row.open(input));
  }

  /** What the kernel charges the sender for one, measured on a pair of its own. */
  footprintBytes(payloadBytes: number): number {
    const known = this.#footprints.get(payloadBytes);
    if (known !== undefined) return known;
    using channel = new DatagramChannel(DEFAULT_CAPACITY_BYTES);
    channel.send(new Uint8Array(payloadBytes));
    const footprint = channel.queuedBytes();
    this.#footprints.set(payloadBytes, footprint);
    return footprint;
  }

  produce(payloads: readonly Payload[]): number {
    return this.produceEach(payloads).filter(Boolean).length;
  }

  produceEach(payloads: readonly Payload[]): readonly boolean[] {
    return payloads.map(({ payloadBytes }) => {
      const result = this.#started().send(this.content(this.#submitted, payloadBytes));
      if (result < 0 && result !== -ERRNO.EAGAIN) {
        throw new HarnessFault(new SysError("send", -result).message);
      }
      if (result < 0) this.#refused++;
      else this.#count(payloadBytes);
      return result >= 0;
    });
  }

  fill(payloadBytes: number): number {
    let accepted = 0;
    while (this.produce([{ payloadBytes }]) === 1) accepted++;
    return accepted;
  }

  content(sequence: number, payloadBytes: number): Uint8Array {
    return payloadContent(sequence, payloadBytes);
  }

  occupiedBytes(): number {
    return this.#started().queuedBytes();
  }

  /** The kernel keeps no wake-up of a socket that was read to its end. */
  settle(): void {}

  tally(): Tally {
    return {
      submitted: this.#submitted,
      submittedBytes: this.#submittedBytes,
      discarded: 0,
      refused: this.#refused,
    };
  }

  accomplice(): Accomplice {
    return theAccomplice();
  }

  producing(payloads: readonly Payload[]): Action {
    const datagrams = payloads.map(({ payloadBytes }) => {
      const datagram = { sequence: this.#submitted, payloadBytes };
      this.#count(payloadBytes);
      return datagram;
    });
    const input: DatagramWork = { fd: this.#started().peerFd, datagrams };
    return { kind: "call", module: import.meta.resolve("./datagram_act.ts"), input };
  }

  openRoundTrip(options: { readonly firstRequestId?: number } = {}): RoundTrip {
    const source = this.openReceiver(options);
    return { instance: source, run: (count) => receiveSome(this, { source, count }) };
  }

  [Symbol.dispose](): void {
    const stack = this.#stack;
    this.#stack = new DisposableStack();
    this.#channel = undefined;
    stack.dispose();
  }

  #count(payloadBytes: number): void {
    this.#submitted++;
    this.#submittedBytes += payloadBytes;
  }

  #started(): DatagramChannel {
    if (this.#channel === undefined) this.start({});
    return this.#channel!;
  }
}

const TRIP_BYTES = 120;
const TRIP_PATIENCE_MS = 500;

/** Payloads through a receiver, a few at a time. */
function receiveSome(fixture: ReceiveFixture, options: {
  readonly source: ReceiveSource;
  readonly count: number;
}): void {
  const { source, count } = options;
  for (let done = 0; done < count; done++) {
    const sequence = fixture.tally().submitted;
    fixture.produce([{ payloadBytes: TRIP_BYTES }]);
    const payloads = readAll(source).payloads;
    // A ring full of what is not ours may be in front of it, or a thread of the kernel still at it
    // (a posted receive that was woken 128 times for nothing goes to one): then a wait tells.
    while (payloads.length === 0 && source.wait(TRIP_PATIENCE_MS) === READY) {
      payloads.push(...readAll(source).payloads);
    }
    mustEqual(payloads, {
      expected: [fixture.content(sequence, TRIP_BYTES)],
      what: `what was received of datagram ${sequence}`,
    });
  }
}
