/** The rig of destinations: frames to a reader in another process, which checks each of them. @module */
import { Clock } from "../../ffi/clock.ts";
import { BufferPool } from "../../lib/buffer_pool.ts";
import { type PairName, SocketPair } from "../../lib/host/socket_pair.ts";
import { PAIR_KINDS } from "../../lib/netlink/fixture/pairs.ts";
import type { Peer } from "../../lib/host/peer.ts";
import { startReaderPeer } from "../../lib/netlink/fixture/reader_peer.ts";
import type { SendImplementation } from "../../lib/netlink/send/contract.ts";
import { NO_METER } from "../meter.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";
import { SendLoop } from "./send_loop.ts";
import { closeSink } from "./send_rig.ts";

/** Frames of a flush. */
export const DESTINATION_BATCH = 64;
/** Frames of a cycle: as many of the longest fit the receive buffer below. */
export const ROUND_FRAMES = 256;
/** The kernel doubles it, up to twice net.core.rmem_max; a datagram takes more than its bytes. */
const RECEIVE_BUFFER_BYTES = 2 ** 20;
const LOOK_EVERY_NS = 2e4;
/** A datagram that has not come by then was dropped; what is waited for ends with the deadline. */
const LOST_AFTER_MS = 50;
const LIMIT_MS = 5000;

/** Where frames go. */
export interface DestinationRigOptions {
  /** A kind of socket pair: `udp`, `unix` or `unixgram`. */
  readonly destination: string;
  /** A multiple of 8. */
  readonly payloadBytes: number;
  readonly placement: Placement;
}

/** Sets up the rig; the caller disposes it. @throws {RangeError} for a destination unknown. */
export async function openDestinationRig(
  worker: Worker,
  { destination, payloadBytes, placement: { peerCpu } }: DestinationRigOptions,
): Promise<Rig> {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot send by ${worker.kind}`);
  if (!isPairName(destination)) throw new RangeError(`There is no destination ${destination}`);
  const implementation: SendImplementation = worker.implementation;
  const kind = PAIR_KINDS[destination];
  await using stack = new AsyncDisposableStack();
  const pair = stack.use(
    new SocketPair(destination, { receiveBufferBytes: RECEIVE_BUFFER_BYTES }),
  );
  const reader = stack.use(startReaderPeer(pair.far.fd, {
    kind,
    payloadBytesMax: payloadBytes,
    expects: "numbered",
    ...(peerCpu === undefined ? {} : { cpu: peerCpu }),
  }));
  const batch = DESTINATION_BATCH;
  const pool = stack.use(new BufferPool({ bufferBytes: payloadBytes, bufferCount: batch }));
  const sink = implementation.open({ fd: pair.near.fd, kind, pool, batch });
  stack.defer(() => closeSink(sink));
  const clock = stack.use(new Clock());
  const loop = new SendLoop(sink, { batch, payloadBytes });
  reader.waitStarted();
  return new DestinationRig(stack.move(), {
    loop,
    reader,
    clock,
    payloadBytes,
    mayLose: destination === "udp",
    isOrdered: kind === "stream" || implementation.traits.ordered,
  });
}

function isPairName(name: string): name is PairName {
  return name in PAIR_KINDS;
}

interface Parts {
  readonly loop: SendLoop;
  readonly reader: Peer;
  readonly clock: Clock;
  readonly payloadBytes: number;
  readonly mayLose: boolean;
  readonly isOrdered: boolean;
}

class DestinationRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  #sent = 0;
  /** Of those sent so far. */
  #lost = 0;
  #disordered = 0;
  /** Those of the rounds that {@linkcode takeExtra} has told. */
  #told = { sent: 0, lost: 0, disordered: 0 };
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
  }

  cycle(meter: Meter): Moved {
    const { loop, payloadBytes } = this.#parts;
    meter.start();
    const failed = loop.run(ROUND_FRAMES);
    meter.stop();
    this.#sent += ROUND_FRAMES;
    const moved = { operations: ROUND_FRAMES, bytes: ROUND_FRAMES * payloadBytes };
    const wrong = this.#judge();
    if (failed > 0) return { ...moved, void: `${failed} sends failed` };
    return wrong === undefined ? moved : { ...moved, void: wrong };
  }

  verify(): string | undefined {
    return this.cycle(NO_METER).void;
  }

  takeExtra(): Record<string, number> {
    const { sent, lost, disordered } = this.#told;
    this.#told = { sent: this.#sent, lost: this.#lost, disordered: this.#disordered };
    const count = this.#sent - sent;
    if (count === 0) return {};
    return {
      lostShare: (this.#lost - lost) / count,
      disordered: this.#disordered - disordered,
    };
  }

  [Symbol.dispose](): void {
    this.#ended = this.#stack.disposeAsync();
  }

  ended(): Promise<void> {
    return this.#ended;
  }

  /** Waits until all that was sent has come, or never will; says what is wrong with it. */
  #judge(): string | undefined {
    const { reader, mayLose, isOrdered } = this.#parts;
    this.#awaitReader();
    const { payloads, wrong, disordered, failed } = reader.counts();
    const lost = this.#sent - payloads;
    const isNewlyLost = lost !== this.#lost;
    const isNewlyDisordered = disordered !== this.#disordered;
    this.#lost = lost;
    this.#disordered = disordered;
    if (failed !== 0) return `the reader failed: errno ${failed}`;
    if (wrong > 0) return `${wrong} frames were torn`;
    if (isNewlyLost && !mayLose) return `${lost} frames did not come`;
    return isNewlyDisordered && isOrdered ? "frames came out of order" : undefined;
  }

  #awaitReader(): void {
    const { reader, clock, mayLose } = this.#parts;
    const wanted = this.#sent - this.#lost;
    const patienceMs = mayLose ? LOST_AFTER_MS : LIMIT_MS;
    const endNs = clock.monotonicNs() + patienceMs * 1e6;
    while (reader.counts().payloads < wanted) {
      const nowNs = clock.monotonicNs();
      if (nowNs > endNs) return;
      clock.sleepUntilNs(nowNs + LOOK_EVERY_NS);
    }
  }
}
