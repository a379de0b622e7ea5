/** The peer's TCP: takes records of segments in, and answers as it was told to behave. @module */
import { PeerConnection } from "./connection.ts";
import type { SegmentHead } from "./frame.ts";
import { NO_PERIOD, patternByte } from "./pattern.ts";
import type { Behaviour, ConnectionStats, PeerStats } from "./protocol.ts";
import { ACK, AT, FIN, RST, SAMPLE_BYTES, SAMPLE_STRIDE_BYTES, SYN } from "./segment_record.ts";

/** What {@linkcode PeerTcp} takes. */
export interface PeerTcpOptions {
  /** How many unacknowledged bytes a connection may have. */
  readonly windowBytes: number;
  /** The period of the pattern that payloads must match; null: samples are not judged. */
  readonly patternBytes: number | null;
  /** Sends a segment to the subject. */
  readonly reply: (head: SegmentHead) => void;
}

/** Where our own numbers start: nobody guesses them in a namespace of our own. */
const OWN_SEQUENCE = 0x1000;
const ACKNOWLEDGE: Behaviour = { kind: "acknowledge" };

/**
 * Every connection into the lab. Accepts on any port, sends nothing but acknowledgements, ends a
 * connection when the subject does.
 */
export class PeerTcp {
  readonly #options: PeerTcpOptions;
  readonly #patternMask: number;
  readonly #connections = new Map<number, PeerConnection>();
  /** Those that something is due for. */
  readonly #pending = new Set<PeerConnection>();
  readonly #behaviours = new Map<number, Behaviour>();
  #behaviour: Behaviour = ACKNOWLEDGE;
  #segments = 0;
  #dataSegments = 0;
  #receivedBytes = 0;
  #acknowledgedBytes = 0;
  #retransmissions = 0;
  #outOfOrder = 0;
  #withoutRoom = 0;
  #replies = 0;
  #sampledBytes = 0;
  #corruptBytes = 0;
  #firstCorrupt: PeerStats["firstCorrupt"] = null;

  constructor(options: PeerTcpOptions) {
    this.#options = options;
    this.#patternMask = ((options.patternBytes ?? NO_PERIOD) - 1) | 0;
  }

  /** Takes in the record at `at`; the answer goes out with {@linkcode settle}. */
  receive(records: DataView, at: number): void {
    this.#segments++;
    const subjectPort = records.getUint16(at + AT.sourcePort);
    const port = records.getUint16(at + AT.destinationPort);
    const sequence = records.getInt32(at + AT.sequence);
    const flags = records.getUint8(at + AT.flags);
    const key = port * 0x10000 + subjectPort;
    if ((flags & (SYN | ACK)) === SYN) return this.#open(key, { port, subjectPort, sequence });
    const connection = this.#connections.get(key);
    if (connection === undefined) return;
    const payloadBytes = records.getUint32(at + AT.payloadBytes, true);
    const before = connection.receivedBytes;
    const arrival = connection.receive(sequence, flags, payloadBytes);
    this.#receivedBytes += connection.receivedBytes - before;
    if (payloadBytes > 0) this.#dataSegments++;
    if (arrival === "old") this.#retransmissions++;
    else if (arrival === "early") this.#outOfOrder++;
    else if (arrival === "no_room") this.#withoutRoom++;
    if (connection.replyDue) this.#pending.add(connection);
    if (payloadBytes > 0 && this.#options.patternBytes !== null) {
      this.#judge(connection, { records, at, payloadBytes, sequence });
    }
  }

  /** Sends what is due. Returns how many ms may pass until something else is. */
  settle(nowMs: number): number {
    let nextMs = Infinity;
    for (const connection of this.#pending) {
      const behaviour = this.#behaviours.get(connection.port) ?? this.#behaviour;
      if (behaviour.kind === "silent" || connection.state === "reset") {
        this.#pending.delete(connection);
      } else if (behaviour.kind === "late") {
        nextMs = Math.min(nextMs, this.#settleLate(connection, nowMs, behaviour.holdMs));
      } else {
        const windowBytes = behaviour.kind === "zero_window" ? 0 : this.#options.windowBytes;
        this.#acknowledge(connection, { upTo: connection.receiveNext, windowBytes });
        connection.heldUntilMs = Infinity;
        this.#pending.delete(connection);
      }
    }
    return nextMs;
  }

  /** Changes what is done from now on, for a port or for all; what is due goes out accordingly. */
  behave(behaviour: Behaviour, port: number | null): void {
    if (port !== null) this.#behaviours.set(port, behaviour);
    else {
      this.#behaviours.clear();
      this.#behaviour = behaviour;
    }
    for (const connection of this.#connections.values()) {
      if (port !== null && connection.port !== port) continue;
      connection.replyDue = true;
      this.#pending.add(connection);
    }
  }

  /** Cuts the connections of a port, or all. */
  reset(port: number | null): void {
    for (const connection of this.#connections.values()) {
      if ((port !== null && connection.port !== port) || connection.state === "reset") continue;
      this.#send(connection, { flags: RST | ACK, acknowledge: connection.receiveNext });
      connection.state = "reset";
      this.#pending.delete(connection);
    }
  }

  /** What was seen so far; `lost` is what the BPF program counted. */
  stats(lost: number): PeerStats {
    return {
      segments: this.#segments,
      dataSegments: this.#dataSegments,
      receivedBytes: this.#receivedBytes,
      acknowledgedBytes: this.#acknowledgedBytes,
      retransmissions: this.#retransmissions,
      outOfOrder: this.#outOfOrder,
      lost: lost + this.#withoutRoom,
      replies: this.#replies,
      sampledBytes: this.#sampledBytes,
      corruptBytes: this.#corruptBytes,
      firstCorrupt: this.#firstCorrupt,
      connections: [...this.#connections.values()].map(connectionStats),
    };
  }

  #open(
    key: number,
    { port, subjectPort, sequence }: { port: number; subjectPort: number; sequence: number },
  ): void {
    const behaviour = this.#behaviours.get(port) ?? this.#behaviour;
    if (behaviour.kind === "silent") return; // the subject asks again
    const options = { port, subjectPort, synSequence: sequence, own: OWN_SEQUENCE };
    const connection = new PeerConnection(options);
    const former = this.#connections.get(key);
    if (former !== undefined) this.#pending.delete(former);
    this.#connections.set(key, connection);
    this.#reply({
      fromPort: port,
      toPort: subjectPort,
      sequence: OWN_SEQUENCE,
      acknowledge: connection.firstByte,
      flags: SYN | ACK,
      windowBytes: behaviour.kind === "zero_window" ? 0 : this.#options.windowBytes,
    });
  }

  #settleLate(connection: PeerConnection, nowMs: number, holdMs: number): number {
    if (nowMs >= connection.heldUntilMs) {
      connection.heldUntilMs = Infinity;
      const upTo = connection.heldAcknowledgement;
      const stillDue = connection.replyDue;
      this.#acknowledge(connection, { upTo, windowBytes: this.#options.windowBytes });
      connection.replyDue = stillDue;
    }
    if (connection.replyDue && connection.heldUntilMs === Infinity) {
      connection.heldAcknowledgement = connection.receiveNext;
      connection.heldUntilMs = nowMs + holdMs;
      connection.replyDue = false;
    }
    if (connection.heldUntilMs === Infinity) this.#pending.delete(connection);
    return Math.max(0, connection.heldUntilMs - nowMs);
  }

  #acknowledge(
    connection: PeerConnection,
    { upTo, windowBytes }: { upTo: number; windowBytes: number },
  ): void {
    this.#acknowledgedBytes += connection.acknowledge(upTo);
    connection.replyDue = false;
    // once all is here we end our side too, with a number that stays: a repeat says the same
    const ends = connection.state === "finished" && upTo === connection.receiveNext;
    const flags = ends ? FIN | ACK : ACK;
    this.#send(connection, { flags, acknowledge: upTo, windowBytes });
  }

  #send(
    connection: PeerConnection,
    what: { flags: number; acknowledge: number; windowBytes?: number },
  ): void {
    this.#reply({
      fromPort: connection.port,
      toPort: connection.subjectPort,
      sequence: connection.sendNext,
      acknowledge: what.acknowledge,
      flags: what.flags,
      windowBytes: what.windowBytes ?? 0,
    });
  }

  #reply(head: SegmentHead): void {
    this.#replies++;
    this.#options.reply(head);
  }

  #judge(connection: PeerConnection, segment: Segment): void {
    const { records, at, payloadBytes, sequence } = segment;
    const sampleCount = records.getUint32(at + AT.sampleCount, true);
    const streamOffset = (sequence - connection.firstByte) | 0;
    const byteCount = Math.min(SAMPLE_BYTES, payloadBytes);
    for (let sample = 0; sample < sampleCount; sample++) {
      const isLast = sample === sampleCount - 1;
      const from = isLast ? payloadBytes - byteCount : sample * SAMPLE_STRIDE_BYTES;
      const sampleAt = at + AT.samples + sample * SAMPLE_BYTES;
      this.#sampledBytes += byteCount;
      for (let index = 0; index < byteCount; index++) {
        const expected = patternByte(streamOffset + from + index, this.#patternMask);
        if (records.getUint8(sampleAt + index) === expected) continue;
        this.#corruptBytes++;
        this.#firstCorrupt ??= {
          port: connection.port,
          streamOffset: (streamOffset + from + index) >>> 0,
        };
      }
    }
  }
}

/** A segment to be judged. */
interface Segment {
  readonly records: DataView;
  readonly at: number;
  readonly payloadBytes: number;
  readonly sequence: number;
}

function connectionStats(connection: PeerConnection): ConnectionStats {
  const { port, subjectPort, receivedBytes, acknowledgedBytes, state } = connection;
  return { port, subjectPort, receivedBytes, acknowledgedBytes, state };
}
