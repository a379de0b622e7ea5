/** The fixture of the zerocopy path: TCP on loopback, and a pool that poisons what comes back. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { BufferPool } from "../../lib/buffer_pool.ts";
import type { Probe, SinkTraits } from "../../lib/implementation.ts";
import type { Sink } from "../../lib/sink.ts";
import type { ZerocopySink } from "../../lib/zerocopy/contract.ts";
import { fillStream } from "../../lib/zerocopy/fixture/pattern.ts";
import { type Accomplice, type Action, theAccomplice } from "../accomplice.ts";
import { Random } from "../random.ts";
import { condoning } from "../counters.ts";
import { HarnessFault } from "../rule.ts";
import type { SinkStartOptions, Transport } from "../sink_fixture.ts";
import { type AddressFamily, SocketChannel, type SocketPeer } from "../socket_channel.ts";
import type { FixtureOptions } from "../suite.ts";
import type { SenderOptions, ZerocopyFixture, ZerocopyRow } from "./fixture.ts";
import { KernelScript } from "./kernel_script.ts";

const BUFFER_BYTES = 2048;
/** Beyond the cap: for those that a rule keeps for itself. */
const SPARE_BUFFERS = 64;
/** How long disposal lets a peer that does not read acknowledge. */
const CLOSE_TIMEOUT_MS = 20;
/** Each payload's content starts that far behind the one before: no two are alike. */
const CONTENT_STRIDE = 65_521;

/**
 * So that a connection is full by its window, and not by the segment that would not fit: then room
 * comes with reading, not with a timer of the kernel's.
 */
const RECEIVE_BUFFER_BYTES = 65_536;

/** How connections are made. */
type StartOptions = SinkStartOptions & { readonly family: AddressFamily };

/** See {@linkcode ZerocopyFixture}. */
export class TcpFixture implements ZerocopyFixture {
  readonly implementation: string;
  readonly traits: SinkTraits;
  readonly on: "kernel" | "fake";
  readonly seed: number;
  readonly random: Random;
  readonly transports: readonly Transport[] = ["tcp"];
  readonly transport: Transport = "tcp";
  readonly #row: ZerocopyRow;
  #stack = new DisposableStack();
  #channel: SocketChannel | undefined;
  /** The connection for the next sender: made early, since a rule may take descriptors away. */
  #spare: SocketChannel | undefined;
  #isUsed = false;
  #startOptions: StartOptions = { family: "ipv4" };
  #pool: BufferPool | undefined;

  constructor(options: FixtureOptions<ZerocopyRow>) {
    this.implementation = options.id;
    this.traits = options.implementation.traits;
    this.on = options.on;
    this.seed = options.seed;
    this.random = new Random(options.seed);
    this.#row = options.implementation;
  }

  get fd(): number {
    return this.#started().fd;
  }

  get peer(): SocketPeer {
    return this.#started().peer;
  }

  get pool(): BufferPool {
    this.#started();
    return this.#pool!;
  }

  start(options: SinkStartOptions): void {
    this.#start({ ...options, family: "ipv4" });
  }

  connect(family: AddressFamily): void {
    this.#start({ family });
  }

  probe(): Probe {
    return this.#row.probe();
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

  content(sequence: number, payloadBytes: number): Uint8Array {
    const bytes = new Uint8Array(payloadBytes);
    fillStream(bytes, { position: sequence * CONTENT_STRIDE });
    return bytes;
  }

  wire(payload: Uint8Array): Uint8Array {
    return payload;
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
    this.#spare = undefined;
    stack.dispose();
  }

  /** Each sender gets a connection of its own: it ends the stream when it is closed. */
  #open(options: SenderOptions): Sink {
    this.#started();
    if (this.#isUsed) {
      this.#channel = this.#spare ?? this.#connect();
      this.#spare = undefined;
      this.#isUsed = false;
    }
    const { fd, pool } = this;
    const sink = this.#row.open({
      fd,
      pool,
      thresholdBytes: 0,
      loopback: "use",
      closeTimeoutMs: CLOSE_TIMEOUT_MS,
      ...options,
    });
    this.#stack.use(sink);
    if (options.channel === undefined) {
      this.#isUsed = true;
      this.#makeSpare();
    }
    return sink;
  }

  #started(): SocketChannel {
    if (this.#channel === undefined) this.start({});
    return this.#channel!;
  }

  #start(options: StartOptions): void {
    this[Symbol.dispose]();
    this.#startOptions = options;
    const { bufferBytes = BUFFER_BYTES } = options;
    const bufferCount = this.traits.maxInFlight + SPARE_BUFFERS;
    this.#pool = this.#stack.adopt(
      new BufferPool({ bufferBytes, bufferCount, checked: true }),
      takeBack,
    );
    this.#channel = this.#connect();
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
    return this.#stack.use(channel);
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

/** A rule that broke off left buffers out; the sinks before this are closed, so nobody has them. */
function takeBack(pool: BufferPool): void {
  for (let index = 0; index < pool.bufferCount; index++) pool.release(index);
  pool[Symbol.dispose]();
}

function asSender(sink: Sink): ZerocopySink {
  if ("stats" in sink && "waitReturn" in sink) return sink as ZerocopySink;
  throw new HarnessFault("This row is no sender: it is for the shared rules alone");
}
