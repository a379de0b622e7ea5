/** The rig of offered rates: a sender in another process, a receiver that sleeps. @module */
import { Clock } from "../../ffi/clock.ts";
import type { Peer, PeerCounts } from "../../lib/host/peer.ts";
import { startDatagramPeer } from "../../lib/netlink/fixture/datagram_peer.ts";
import { SocketPair } from "../../lib/host/socket_pair.ts";
import type { ReceiveImplementation, ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import { DATA, READY } from "../../lib/outcome.ts";
import { recordStampNs, verifyFull } from "../../lib/ringbuf/fixture/record.ts";
import { wordsOf } from "../consumers/cursor.ts";
import { Histogram } from "../histogram.ts";
import { NO_METER } from "../meter.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";

export const OFFERED_RECORD_BYTES = 256;
/** Receives posted, messages of a call. */
export const OFFERED_BATCH = 64;
const VERIFIED_RECORDS = 200;
const PATIENCE_MS = 3000;

/** How the sender goes. */
export interface OfferedRigOptions {
  readonly placement: Placement;
  /** One datagram every so many microseconds; 0: as many as the socket takes. */
  readonly intervalUs: number;
  /** Datagrams of a round. */
  readonly count: number;
}

/** Sets up the rig; the caller disposes it. */
export function openOfferedRig(worker: Worker, options: OfferedRigOptions): Rig {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot receive by ${worker.kind}`);
  const implementation: ReceiveImplementation = worker.implementation;
  using stack = new DisposableStack();
  const pair = stack.use(new SocketPair("unixgram"));
  const input = { fd: pair.far.fd, bufferBytes: OFFERED_RECORD_BYTES, batch: OFFERED_BATCH };
  const source = stack.use(implementation.open(input));
  const clock = stack.use(new Clock());
  return new OfferedRig(stack.move(), { ...options, fd: pair.near.fd, source, clock });
}

interface Parts extends OfferedRigOptions {
  /** Where the sender sends. */
  readonly fd: number;
  readonly source: ReceiveSource;
  readonly clock: Clock;
}

/** Cells of what was seen: plain fields past 2^30 would be boxed. */
const SEEN = 0;
const WRONG = 1;
const DISORDERED = 2;

class OfferedRig implements Rig {
  readonly #stack: DisposableStack;
  readonly #parts: Parts;
  readonly #histogram = new Histogram();
  readonly #words: Int32Array;
  readonly #base: number;
  readonly #cells = new Int32Array(3);
  readonly #record = { sequence: 0, payloadBytes: OFFERED_RECORD_BYTES, stamped: true };
  #wakeups = 0;
  #counts: PeerCounts | undefined;

  constructor(stack: DisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    ({ words: this.#words, base: this.#base } = wordsOf(parts.source.bytes));
  }

  cycle(meter: Meter): Promise<Moved> {
    return this.#run(this.#parts.count, { meter, isFull: false });
  }

  /** A short round that checks every byte. */
  async verify(): Promise<string | undefined> {
    return (await this.#run(VERIFIED_RECORDS, { meter: NO_METER, isFull: true })).void;
  }

  takeExtra(): Record<string, number> {
    const histogram = this.#histogram;
    if (histogram.count === 0 || this.#counts === undefined) return {};
    return {
      latencyP50Ns: histogram.quantile(0.5),
      latencyP99Ns: histogram.quantile(0.99),
      wakeups: this.#wakeups,
      late: this.#counts.late,
      disordered: this.#cells[DISORDERED]!,
    };
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  async #run(
    count: number,
    { meter, isFull }: { readonly meter: Meter; readonly isFull: boolean },
  ): Promise<Moved> {
    const { fd, intervalUs, placement: { peerCpu } } = this.#parts;
    this.#histogram.clear();
    this.#cells.fill(0);
    this.#wakeups = 0;
    await using peer = startDatagramPeer(fd, {
      payloadBytes: OFFERED_RECORD_BYTES,
      intervalUs,
      count,
      ...(peerCpu === undefined ? {} : { cpu: peerCpu }),
    });
    peer.waitStarted();
    meter.start();
    this.#consume(count, isFull);
    meter.stop();
    this.#counts = await peer.stop();
    return this.#judge(count, peer);
  }

  #consume(count: number, isFull: boolean): void {
    const { source, clock, intervalUs } = this.#parts;
    const endNs = clock.monotonicNs() + count * intervalUs * 1e3 + PATIENCE_MS * 1e6;
    while (this.#cells[SEEN]! < count) {
      const leftMs = (endNs - clock.monotonicNs()) / 1e6;
      if (leftMs <= 0) return;
      if (source.wait(leftMs) !== READY) continue;
      this.#wakeups++;
      this.#drain(isFull);
    }
  }

  #drain(isFull: boolean): void {
    const { source, clock } = this.#parts;
    for (let held = 0; source.next() === DATA;) {
      const at = this.#base * 4 + source.offset;
      this.#histogram.record(clock.monotonicNs() - recordStampNs(this.#words, at));
      const sequence = this.#words[at >> 2]!;
      if (sequence !== this.#cells[SEEN]!) this.#cells[DISORDERED]! += 1;
      if (source.length !== OFFERED_RECORD_BYTES) this.#cells[WRONG]! += 1;
      else if (isFull) {
        this.#record.sequence = sequence;
        if (verifyFull(this.#words, at, this.#record) >= 0) this.#cells[WRONG]! += 1;
      }
      this.#cells[SEEN]! += 1;
      if (++held < OFFERED_BATCH) continue;
      source.commit();
      held = 0;
    }
    source.commit();
  }

  #judge(count: number, peer: Peer): Moved {
    const seen = this.#cells[SEEN]!;
    const moved = { operations: seen, bytes: seen * OFFERED_RECORD_BYTES };
    const { payloads, failed } = peer.counts();
    if (seen !== count) {
      return { ...moved, void: `${payloads} of ${count} went (errno ${failed}), ${seen} came` };
    }
    const wrong = this.#cells[WRONG]!;
    return wrong === 0 ? moved : { ...moved, void: `${wrong} records were cut short or torn` };
  }
}
