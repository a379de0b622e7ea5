/** The fixture of the zerocopy path: TCP on loopback, a connection for each sender. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import type { Sink } from "../../lib/sink.ts";
import type { ZerocopySink } from "../../lib/zerocopy/contract.ts";
import { fillStream } from "../../lib/zerocopy/fixture/pattern.ts";
import { condoning } from "../counters.ts";
import type { RoundTrip, RoundTripOptions } from "../ring/round_trip.ts";
import { sendTrips } from "../netlink/send_trips.ts";
import { HarnessFault } from "../rule.ts";
import type { SinkStartOptions, Transport } from "../sink_fixture.ts";
import { type AddressFamily, SocketChannel } from "../socket_channel.ts";
import { RECEIVE_BUFFER_BYTES, SocketSinkFixture } from "../socket_sink_fixture.ts";
import type { SenderOptions, ZerocopyFixture, ZerocopyRow } from "./fixture.ts";
import { KernelScript } from "./kernel_script.ts";

/** How long disposal lets a peer that does not read acknowledge. */
const CLOSE_TIMEOUT_MS = 20;
/** Each payload's content starts that far behind the one before: no two are alike. */
const CONTENT_STRIDE = 65_521;

/** How connections are made. */
type StartOptions = SinkStartOptions & { readonly family: AddressFamily };

/** See {@linkcode ZerocopyFixture}. */
export class TcpFixture extends SocketSinkFixture<ZerocopyRow> implements ZerocopyFixture {
  readonly transports: readonly Transport[] = ["tcp"];
  readonly transport: Transport = "tcp";
  /** The connection for the next sender: made early, since a rule may take descriptors away. */
  #spare: SocketChannel | undefined;
  #isUsed = false;
  #startOptions: StartOptions = { family: "ipv4" };

  start(options: SinkStartOptions): void {
    this.#start({ ...options, family: "ipv4" });
  }

  connect(family: AddressFamily): void {
    this.#start({ family });
  }

  open(): Sink {
    return this.#open({});
  }

  openSender(options: SenderOptions = {}): ZerocopySink {
    return asSender(this.#open(options));
  }

  openScripted(
    options: SenderOptions = {},
  ): { readonly sink: ZerocopySink; readonly script: KernelScript } {
    const script = options.channel instanceof KernelScript ? options.channel : new KernelScript();
    return { sink: this.openSender({ ...options, channel: script }), script };
  }

  /** A send's number is the id of its request. */
  openRoundTrip({ sendBufferBytes, firstRequestId = 0 }: RoundTripOptions = {}): RoundTrip {
    if (sendBufferBytes !== undefined) this.start({ sendBufferBytes });
    return sendTrips(this, this.#open({ firstSequence: firstRequestId }));
  }

  content(sequence: number, payloadBytes: number): Uint8Array {
    const bytes = new Uint8Array(payloadBytes);
    fillStream(bytes, { position: sequence * CONTENT_STRIDE });
    return bytes;
  }

  wire(payload: Uint8Array): Uint8Array {
    return payload;
  }

  override [Symbol.dispose](): void {
    this.#spare = undefined;
    super[Symbol.dispose]();
  }

  /** Each sender gets a connection of its own: it ends the stream when it is closed. */
  #open(options: SenderOptions): Sink {
    this.started();
    if (this.#isUsed) {
      this.channel = this.#spare ?? this.#connect();
      this.#spare = undefined;
      this.#isUsed = false;
    }
    const { fd, pool } = this;
    const sink = this.row.open({
      fd,
      pool,
      thresholdBytes: 0,
      loopback: "use",
      closeTimeoutMs: CLOSE_TIMEOUT_MS,
      ...options,
    });
    this.stack.use(sink);
    if (options.channel === undefined) {
      this.#isUsed = true;
      this.#makeSpare();
    }
    return sink;
  }

  #start(options: StartOptions): void {
    this.restart(options);
    this.#startOptions = options;
    this.channel = this.#connect();
    this.#isUsed = false;
  }

  #connect(): SocketChannel {
    const { sendBufferBytes, family } = this.#startOptions;
    const channel = new SocketChannel({
      transport: "tcp",
      sendBufferBytes,
      receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      blocking: true,
      family,
    });
    return this.stack.use(channel);
  }

  /** The spare is no leak of the implementation's, and none at all: disposal closes it. */
  #makeSpare(): void {
    if (this.#spare !== undefined) return;
    try {
      this.#spare = condoning(() => this.#connect());
    } catch (error) {
      if (!isOutOfDescriptors(error)) throw error;
    }
  }
}

/** A rule made them scarce; the next connection is made when it is asked for. */
function isOutOfDescriptors(error: unknown): boolean {
  return error instanceof SysError
    ? error.errno === ERRNO.EMFILE
    : error instanceof Error && /os error 24/.test(error.message);
}

function asSender(sink: Sink): ZerocopySink {
  if ("stats" in sink && "waitReturn" in sink) return sink as ZerocopySink;
  throw new HarnessFault("This row is no sender: it is for the shared rules alone");
}
