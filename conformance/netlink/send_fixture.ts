/** The fixture of netlink senders: a socket of each kind. @module */
import type { Implementation, SinkTraits } from "../../lib/implementation.ts";
import type { SendInput } from "../../lib/netlink/send/contract.ts";
import { HEADER_BYTES_MAX, writeHeader } from "../../lib/netlink/send/frame.ts";
import type { Sink } from "../../lib/sink.ts";
import { payloadContent } from "../payload_content.ts";
import { isStream, type SinkStartOptions, type Transport } from "../sink_fixture.ts";
import { SocketChannel } from "../socket_channel.ts";
import { RECEIVE_BUFFER_BYTES, SocketSinkFixture } from "../socket_sink_fixture.ts";
import type { FixtureOptions } from "../suite.ts";
import type { RoundTrip, RoundTripFixture, RoundTripOptions } from "../ring/round_trip.ts";
import { sendTrips } from "./send_trips.ts";

/** A row of the suite: a sender, or a mutant. */
export type SendRow = Implementation<SendInput, Sink, SinkTraits>;

const STREAMS: readonly Transport[] = ["unix_stream", "tcp"];
const ALL: readonly Transport[] = ["unix_datagram", "udp", ...STREAMS];

/** Sends over every transport that the row can send over, framed on streams. */
export class SendFixture extends SocketSinkFixture<SendRow> implements RoundTripFixture {
  readonly transports: readonly Transport[];
  #transport: Transport;

  constructor(options: FixtureOptions<SendRow>) {
    super(options);
    this.transports = sendsStreamsOnly(options.implementation) ? STREAMS : ALL;
    this.#transport = this.transports[0]!;
  }

  get transport(): Transport {
    return this.#transport;
  }

  start(options: SinkStartOptions): void {
    this.restart(options);
    const { transport = this.transports[0]!, sendBufferBytes } = options;
    this.#transport = transport;
    const receiveBufferBytes = RECEIVE_BUFFER_BYTES;
    this.channel = this.stack.use(
      new SocketChannel({ transport, sendBufferBytes, receiveBufferBytes, blocking: true }),
    );
  }

  open(): Sink {
    return this.#open({});
  }

  openRoundTrip(options: RoundTripOptions = {}): RoundTrip {
    const { transport, sendBufferBytes, ...input } = options;
    const buffer = sendBufferBytes === undefined ? {} : { sendBufferBytes };
    if (transport !== undefined) this.start({ transport, ...buffer });
    return sendTrips(this, this.#open(input));
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

  #open(options: Partial<SendInput>): Sink {
    const { fd, pool } = this;
    const kind = isStream(this.#transport) ? "stream" : "datagram";
    return this.stack.use(this.row.open({ fd, kind, pool, ...options }));
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
  "cut_chain_goes_on",
  "sends_to_the_number",
  "several_in_flight",
  "several_wait_for_all",
];
