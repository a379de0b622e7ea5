/** The fixture of netlink senders: a socket of each kind, and a pool that poisons what comes back. @module */
import { BufferPool } from "../../lib/buffer_pool.ts";
import type { Implementation, Probe, SinkTraits } from "../../lib/implementation.ts";
import type { SendInput } from "../../lib/netlink/send/contract.ts";
import { HEADER_BYTES_MAX, writeHeader } from "../../lib/netlink/send/frame.ts";
import type { Sink } from "../../lib/sink.ts";
import { type Accomplice, type Action, theAccomplice } from "../accomplice.ts";
import { payloadContent } from "../payload_content.ts";
import { Random } from "../random.ts";
import { mustEqual } from "../rule.ts";
import { join, SinkDriver } from "../sink_driver.ts";
import {
  isStream,
  type SinkFixture,
  type SinkStartOptions,
  type Transport,
} from "../sink_fixture.ts";
import { SocketChannel, type SocketPeer } from "../socket_channel.ts";
import type { FixtureOptions } from "../suite.ts";
import type { RoundTrip, RoundTripFixture } from "./round_trip.ts";

/** A row of the suite: a sender, or a mutant. */
export type SendRow = Implementation<SendInput, Sink, SinkTraits>;

const BUFFER_BYTES = 2048;
/** Beyond the cap: for those that a rule keeps for itself. */
const SPARE_BUFFERS = 64;
/** A TCP peer with less opens its window by a timer of the kernel's, 200 ms at a time. */
const TCP_RECEIVE_BUFFER_BYTES = 65_536;

const STREAMS: readonly Transport[] = ["unix_stream", "tcp"];
const ALL: readonly Transport[] = ["unix_datagram", "udp", ...STREAMS];

/** See {@linkcode SinkFixture}. */
export class SendFixture implements SinkFixture, RoundTripFixture {
  readonly implementation: string;
  readonly traits: SinkTraits;
  readonly on: "kernel" | "fake";
  readonly seed: number;
  readonly random: Random;
  readonly transports: readonly Transport[];
  readonly #row: SendRow;
  #transport: Transport;
  #stack = new DisposableStack();
  #channel: SocketChannel | undefined;
  #pool: BufferPool | undefined;

  constructor(options: FixtureOptions<SendRow>) {
    this.implementation = options.id;
    this.traits = options.implementation.traits;
    this.on = options.on;
    this.seed = options.seed;
    this.random = new Random(options.seed);
    this.#row = options.implementation;
    this.transports = sendsStreamsOnly(options.implementation) ? STREAMS : ALL;
    this.#transport = this.transports[0]!;
  }

  get transport(): Transport {
    return this.#transport;
  }

  get pool(): BufferPool {
    this.#started();
    return this.#pool!;
  }

  get peer(): SocketPeer {
    return this.#started().peer;
  }

  start(options: SinkStartOptions): void {
    this[Symbol.dispose]();
    const { transport = this.transports[0]!, sendBufferBytes, bufferBytes = BUFFER_BYTES } =
      options;
    this.#transport = transport;
    const bufferCount = this.traits.maxInFlight + SPARE_BUFFERS;
    this.#pool = this.#stack.adopt(
      new BufferPool({ bufferBytes, bufferCount, checked: true }),
      takeBack,
    );
    this.#channel = this.#stack.use(
      new SocketChannel({
        transport,
        sendBufferBytes,
        receiveBufferBytes: TCP_RECEIVE_BUFFER_BYTES,
        blocking: true,
      }),
    );
  }

  probe(): Probe {
    return this.#row.probe();
  }

  open(): Sink {
    return this.#open({});
  }

  openRoundTrip(options: { readonly firstRequestId?: number } = {}): RoundTrip {
    const sink = this.#open(options);
    const driver = new SinkDriver(this, sink);
    return { instance: sink, run: (count) => sendSome(this, { driver, count }) };
  }

  content(sequence: number, payloadBytes: number): Uint8Array {
    return payloadContent(sequence, payloadBytes);
  }

  wire(payload: Uint8Array): Uint8Array {
    const head = isStream(this.#transport) ? frameHead(payload.length) : new Uint8Array(0);
    const bytes = new Uint8Array(head.length + payload.length);
    bytes.set(head);
    bytes.set(payload, head.length);
    return bytes;
  }

  queuedBytes(): number {
    return this.#started().queuedBytes();
  }

  accomplice(): Accomplice {
    return theAccomplice();
  }

  reading(): Action {
    const input = { fd: this.peer.fd };
    return { kind: "call", module: import.meta.resolve("../peer_act.ts"), input };
  }

  [Symbol.dispose](): void {
    const stack = this.#stack;
    this.#stack = new DisposableStack();
    this.#channel = undefined;
    stack.dispose();
  }

  #open(options: Partial<SendInput>): Sink {
    const { fd } = this.#started();
    const kind = isStream(this.#transport) ? "stream" : "datagram";
    return this.#stack.use(this.#row.open({ fd, kind, pool: this.pool, ...options }));
  }

  #started(): SocketChannel {
    if (this.#channel === undefined) this.start({});
    return this.#channel!;
  }
}

const TRIP_BYTES = 120;

/** Payloads through a sender, one after the other: each has arrived before the next is sent. */
function sendSome(fixture: SendFixture, options: {
  readonly driver: SinkDriver;
  readonly count: number;
}): void {
  const { driver, count } = options;
  for (let done = 0; done < count; done++) {
    const payload = fixture.content(driver.taken, TRIP_BYTES);
    driver.received.length = 0;
    driver.send(payload);
    driver.finish();
    mustEqual(join(driver.received), { expected: fixture.wire(payload), what: "what arrived" });
    mustEqual(driver.results.at(-1), { expected: TRIP_BYTES, what: "the result of a send" });
  }
}

/** What goes in front of a payload on a stream. */
export function frameHead(payloadBytes: number): Uint8Array {
  const head = new Uint8Array(HEADER_BYTES_MAX);
  return head.subarray(0, writeHeader(head, 0, payloadBytes));
}

/** Those that need an order to keep say so by name: a trait of one row would be no trait. */
function sendsStreamsOnly({ name }: SendRow): boolean {
  return STREAM_SENDERS.includes(name);
}

const STREAM_SENDERS: readonly string[] = [
  "uring_linked",
  "several_in_flight",
  "several_wait_for_all",
];

/** A rule that broke off left buffers out; the sinks before this are closed, so nobody has them. */
function takeBack(pool: BufferPool): void {
  for (let index = 0; index < pool.bufferCount; index++) pool.release(index);
  pool[Symbol.dispose]();
}
