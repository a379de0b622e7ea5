/** What fixtures share whose channel is a pair of datagram sockets, with a producer at one end. @module */
import { ERRNO, SysError } from "../ffi/errno.ts";
import type { Probe, Traits } from "../lib/implementation.ts";
import type { AnySource } from "../lib/source.ts";
import { type Accomplice, type Action, theAccomplice } from "./accomplice.ts";
import { DatagramChannel, type DatagramWork } from "./netlink/datagram_channel.ts";
import { payloadContent } from "./payload_content.ts";
import { Random } from "./random.ts";
import { HarnessFault } from "./rule.ts";
import type { Payload, SourceFixture, StartOptions, Tally } from "./source_fixture.ts";
import type { AnyImplementation, FixtureOptions } from "./suite.ts";

/** Room for a few more small datagrams than a receiver has buffers. */
const DEFAULT_CAPACITY_BYTES = 65_536;

/** A row whose instances are sources. */
type SourceRow = AnyImplementation & { readonly traits: Traits };

/** A fixture of sources that read one datagram socket; a path says how they are opened. */
export abstract class DatagramSourceFixture<Row extends SourceRow> implements SourceFixture {
  readonly implementation: string;
  readonly traits: Traits;
  readonly on: "kernel" | "fake";
  readonly seed: number;
  readonly random: Random;
  /** A datagram leaves the socket when it is received, in hand or not. */
  readonly keepsPlace = false;
  readonly canDiscard = false;
  protected readonly row: Row;
  /** What is disposed with the fixture, and at each start. */
  protected stack = new DisposableStack();
  readonly #footprints = new Map<number, number>();
  #channel: DatagramChannel | undefined;
  #submitted = 0;
  #submittedBytes = 0;
  #refused = 0;

  constructor(options: FixtureOptions<Row>) {
    this.implementation = options.id;
    this.traits = options.implementation.traits;
    this.on = options.on;
    this.seed = options.seed;
    this.random = new Random(options.seed);
    this.row = options.implementation;
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
    this.#channel = this.stack.use(new DatagramChannel(capacityBytes));
    this.#submitted = 0;
    this.#submittedBytes = 0;
    this.#refused = 0;
  }

  probe(): Probe {
    return this.row.probe();
  }

  abstract open(options?: { readonly checked: boolean }): AnySource;

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
    return { kind: "call", module: import.meta.resolve("./netlink/datagram_act.ts"), input };
  }

  [Symbol.dispose](): void {
    const stack = this.stack;
    this.stack = new DisposableStack();
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
