/** The rig of the peer that never reads: streams send until they must wait, or enough was taken. @module */
import { anonymousBytes } from "../../ffi/proc.ts";
import { startEchoPeer } from "../../lib/mux/fixture/echo_peer.ts";
import { FRAME_PAYLOAD_BYTES_MAX, HEADER_BYTES_MAX } from "../../lib/mux/frame.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import type { Metric } from "../../results/schema.ts";
import type { Meter, Moved, Placement, Rig, Worker } from "../scenario.ts";
import { type Line, metric, openLine, peerCpuOf } from "./line.ts";
import { type Parts, partsOf } from "./parts.ts";

/** Streams that send at the same time. */
export const SENDERS = 50;
/** The experiment ends here where nothing else makes the senders wait. */
export const CAP_BYTES = 32 * 2 ** 20;
/** They wait for good when nothing was taken for so long. */
export const STILL_MS = 5;
const LIMIT_MS = 5000;
/** A sender lets others have their turn as often as that, even where it need not wait. */
const MESSAGES_PER_TURN = 4;

/** What is sent, and where the writer's mark is. */
export interface UnreadPeerRigOptions {
  readonly markBytes: number;
  readonly payloadBytes: number;
  readonly placement: Placement;
}

/** The metrics of each of its rounds, beside the standard ones. */
export const UNREAD_PEER_METRICS: readonly Metric[] = [
  metric("heldBytes", {
    title: "Held by the sender, at most",
    unit: "bytes",
    bound: "boundBytes",
  }),
  metric("boundBytes", { title: "Its bound, 0 for none", unit: "bytes", better: "neither" }),
  metric("anonymousBytes", {
    title: "Growth of anonymous memory",
    unit: "bytes",
    evidence: "sampled",
  }),
  metric("takenBytes", { title: "Taken from the streams", unit: "bytes", better: "neither" }),
  metric("kernelBytes", { title: "Of that, with the kernel", unit: "bytes", better: "neither" }),
  metric("waitingSenders", { title: "Streams that had to wait", better: "neither" }),
];

/** Sets up the rig; the caller disposes it. */
export function openUnreadPeerRig(worker: Worker, options: UnreadPeerRigOptions): Rig {
  return new UnreadPeerRig(partsOf(worker), options);
}

class UnreadPeerRig implements Rig {
  readonly #parts: Parts;
  readonly #options: UnreadPeerRigOptions;
  readonly #payloads: readonly Uint8Array[];
  #extra: Record<string, number> = {};

  constructor(parts: Parts, options: UnreadPeerRigOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#payloads = Array.from(
      { length: SENDERS },
      (_, index) => new Uint8Array(options.payloadBytes).fill(index + 1),
    );
  }

  /** On a connection of its own: what was taken from the streams once stays with it. */
  async cycle(meter: Meter): Promise<Moved> {
    const { markBytes, placement } = this.#options;
    await using line = await openLine(this.#parts, {
      startPeer: (fd) => startEchoPeer(fd, { mode: "never", ...peerCpuOf(placement) }),
      options: { markBytes },
    });
    const { connection: { writer, transport } } = line;
    const anonymousBefore = collectedBytes();
    const flood = new Flood(line, this.#payloads);
    meter.start();
    const isStill = await flood.run();
    meter.stop();
    const { ledger } = writer;
    const heldBytes = ledger.bufferedBytesMax;
    const boundBytes = boundOf(this.#parts.writer.traits, markBytes);
    this.#extra = {
      heldBytes,
      boundBytes,
      anonymousBytes: Math.max(0, collectedBytes() - anonymousBefore),
      takenBytes: ledger.bytes,
      kernelBytes: transport.writtenBytes,
      waitingSenders: flood.waitingCount,
    };
    await flood.end();
    const moved = { operations: ledger.frames, bytes: ledger.bytes };
    if (!isStill) return { ...moved, void: "the senders neither waited nor got anywhere" };
    if (boundBytes === 0 || heldBytes <= boundBytes) return moved;
    return { ...moved, void: `it held ${heldBytes} bytes, more than its bound of ${boundBytes}` };
  }

  /** Nothing arrives, so there is no content to check. */
  verify(): undefined {}

  takeExtra(): Record<string, number> {
    return this.#extra;
  }

  [Symbol.dispose](): void {}
}

/** All streams of a connection, each sending as fast as it may. */
class Flood {
  /** Streams whose send has not returned. */
  waitingCount = 0;
  readonly #line: Line;
  readonly #streams: readonly Stream[];
  readonly #senders: Promise<void>[] = [];
  readonly #payloads: readonly Uint8Array[];
  #isOver = false;

  constructor(line: Line, payloads: readonly Uint8Array[]) {
    this.#line = line;
    this.#payloads = payloads;
    this.#streams = payloads.map(() => line.connection.open("unread").stream);
  }

  /** Until nothing goes any more, or the cap is reached. False: neither came about in time. */
  async run(): Promise<boolean> {
    const { ledger } = this.#line.connection.writer;
    this.#streams.forEach((stream, index) => {
      this.#senders.push(this.#send(stream, this.#payloads[index]!));
    });
    const endMs = performance.now() + LIMIT_MS;
    for (let before = -1; ledger.bytes !== before || this.waitingCount === 0;) {
      if (ledger.bytes >= CAP_BYTES) return true;
      if (performance.now() > endMs) return false;
      before = ledger.bytes;
      await new Promise((resolve) => setTimeout(resolve, STILL_MS));
    }
    return true;
  }

  /** Ends the streams: who waits is let go. */
  async end(): Promise<void> {
    this.#isOver = true;
    for (const stream of this.#streams) stream.cancel();
    await Promise.all(this.#senders);
  }

  async #send(stream: Stream, payload: Uint8Array): Promise<void> {
    const { ledger } = this.#line.connection.writer;
    for (let index = 1; !this.#isOver && ledger.bytes < CAP_BYTES; index++) {
      const sent = stream.send(payload);
      if (sent !== undefined && !await this.#wait(sent)) return;
      if (index % MESSAGES_PER_TURN === 0) await null;
    }
  }

  /** False: the stream was ended meanwhile. */
  async #wait(sent: Promise<void>): Promise<boolean> {
    this.waitingCount++;
    try {
      await sent;
    } catch (error) {
      if (!this.#isOver) throw error;
      return false;
    }
    this.waitingCount--;
    return true;
  }
}

/** What a writer says that it holds at most; 0 where it says nothing. */
function boundOf({ bound }: WriterTraits, markBytes: number): number {
  const frameBytes = FRAME_PAYLOAD_BYTES_MAX + HEADER_BYTES_MAX;
  if (bound === "frame") return frameBytes;
  return bound === "mark" ? 2 * markBytes + frameBytes : 0;
}

/** Anonymous memory, once garbage is collected, where a program may ask for that. */
function collectedBytes(): number {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  return anonymousBytes();
}
