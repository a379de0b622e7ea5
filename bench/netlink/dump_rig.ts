/** The rig of dump cycles: a farm of sockets, a reader of records, and the cycle between. @module */
import { Clock } from "../../ffi/clock.ts";
import { BufferPool } from "../../lib/buffer_pool.ts";
import { type DumpCounts, DumpCycle } from "../../lib/netlink/dump/cycle.ts";
import { ENCODED_BYTES_MAX, RecordEncoder } from "../../lib/netlink/dump/encode.ts";
import { DumpRequests } from "../../lib/netlink/dump/request.ts";
import { SocketPair } from "../../lib/host/socket_pair.ts";
import type { Peer } from "../../lib/host/peer.ts";
import { startReaderPeer } from "../../lib/netlink/fixture/reader_peer.ts";
import { startSocketFarm } from "../../lib/netlink/fixture/socket_farm.ts";
import type { Meter, Moved, Rig, RigOptions } from "../scenario.ts";
import { DUMP_BATCH, type DumpEnds, type DumpImplementation } from "./dump_pairs.ts";
import { Stopwatch, TimedEncoder, TimedRequests, TimedSink, TimedSource } from "./dump_profile.ts";
import { closeSink } from "./send_rig.ts";

const LIMIT_MS = 10_000;
const SOCKET_BUFFER_BYTES = 4 * 2 ** 20;

/** Sets up the rig over `sockets` sockets; the caller disposes it. */
export async function openDumpRig(
  { worker, placement }: RigOptions,
  sockets: number,
): Promise<Rig> {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot dump by ${worker.kind}`);
  const implementation: DumpImplementation = worker.implementation;
  await using stack = new AsyncDisposableStack();
  const farm = stack.use(await startSocketFarm(sockets, { namespace: true }));
  const pair = stack.use(
    new SocketPair("unixgram", { sendBufferBytes: SOCKET_BUFFER_BYTES }),
  );
  const reader = stack.use(startReaderPeer(pair.far.fd, {
    kind: "datagram",
    payloadBytesMax: ENCODED_BYTES_MAX,
    ...(placement.peerCpu === undefined ? {} : { cpu: placement.peerCpu }),
  }));
  reader.waitStarted();
  const diag = stack.use(farm.openDiagSocket());
  const pool = stack.use(
    new BufferPool({ bufferBytes: ENCODED_BYTES_MAX, bufferCount: 2 * DUMP_BATCH + 1 }),
  );
  const kind = "datagram";
  const ends = { diagFd: diag.fd, destinationFd: pair.near.fd, kind, pool } as const;
  const opened = stack.use(implementation.open({ ...ends, batch: DUMP_BATCH }));
  stack.defer(() => closeSink(opened.sink));
  const requests = stack.use(new DumpRequests(diag.fd));
  const clock = stack.use(new Clock());
  return new DumpRig(stack.move(), { ...opened, requests, reader, clock, sockets });
}

interface Parts extends Pick<DumpEnds, "source" | "sink"> {
  readonly requests: DumpRequests;
  readonly reader: Peer;
  readonly clock: Clock;
  readonly sockets: number;
}

class DumpRig implements Rig {
  readonly #stack: AsyncDisposableStack;
  readonly #parts: Parts;
  readonly #cycle: DumpCycle;
  readonly #profile: Profile;
  #records = 0;
  #ended: Promise<void> = Promise.resolve();

  constructor(stack: AsyncDisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    const { requests, source, sink } = parts;
    const encoder = new RecordEncoder({ delimited: true });
    this.#cycle = new DumpCycle({ requests, source, sink, encoder });
    this.#profile = new Profile(parts);
  }

  cycle(meter: Meter): Moved {
    meter.start();
    const counts = this.#cycle.run(LIMIT_MS);
    meter.stop();
    const wrong = this.#fault(counts);
    const moved = { operations: 1, bytes: counts.encodedBytes };
    return wrong === undefined ? moved : { ...moved, void: wrong };
  }

  /** A cycle whose records are counted at their destination. */
  verify(): string | undefined {
    const { reader, clock } = this.#parts;
    const counts = this.#cycle.run(LIMIT_MS);
    const wrong = this.#fault(counts);
    const endNs = clock.monotonicNs() + LIMIT_MS * 1e6;
    while (reader.counts().payloads < this.#records) {
      const nowNs = clock.monotonicNs();
      if (nowNs > endNs) return "the records did not reach their destination";
      clock.sleepUntilNs(nowNs + 1e5);
    }
    const { payloads } = reader.counts();
    return payloads === this.#records ? wrong : `${this.#records} records went, ${payloads} came`;
  }

  /** One cycle more, with clocks around its parts. */
  takeExtra(): Record<string, number> {
    const { counts, extra } = this.#profile.run();
    this.#records += counts.records;
    return extra;
  }

  [Symbol.dispose](): void {
    this.#ended = this.#stack.disposeAsync();
  }

  ended(): Promise<void> {
    return this.#ended;
  }

  #fault(counts: DumpCounts): string | undefined {
    this.#records += counts.records;
    const { sockets } = this.#parts;
    if (counts.records !== sockets) {
      return `of ${sockets} sockets ${counts.records} came before the end`;
    }
    if (counts.failed > 0) return `${counts.failed} records were not sent`;
    return counts.restarted > 0 ? "a dump was started again" : undefined;
  }
}

/** A cycle over the same ends, with clocks around its parts. */
class Profile {
  readonly #clock: Clock;
  readonly #kernel: Stopwatch;
  readonly #encode: Stopwatch;
  readonly #send: Stopwatch;
  readonly #cycle: DumpCycle;

  constructor({ requests, source, sink, clock }: Parts) {
    this.#clock = clock;
    this.#kernel = new Stopwatch(clock);
    this.#encode = new Stopwatch(clock);
    this.#send = new Stopwatch(clock);
    this.#cycle = new DumpCycle({
      requests: new TimedRequests(requests, this.#kernel),
      source: new TimedSource(source, this.#kernel),
      sink: new TimedSink(sink, this.#send),
      encoder: new TimedEncoder({ delimited: true }, this.#encode),
    });
  }

  run(): { readonly counts: DumpCounts; readonly extra: Record<string, number> } {
    const startNs = this.#clock.monotonicNs();
    const counts = this.#cycle.run(LIMIT_MS);
    const wallNs = this.#clock.monotonicNs() - startNs;
    const dumpNs = this.#kernel.take();
    const encodeNs = this.#encode.take();
    const sendNs = this.#send.take();
    const parseNs = Math.max(0, wallNs - dumpNs - encodeNs - sendNs);
    return { counts, extra: { dumpNs, parseNs, encodeNs, sendNs } };
  }
}
