/** One TCP connection as the peer sees it: what came, what is missing, what was acknowledged. @module */
import { FIN, RST, SYN } from "./segment_record.ts";

/** Where a sequence number stands to another: negative before, positive behind; 32 bits wrap. */
export function sequenceDistance(from: number, to: number): number {
  return (to - from) | 0;
}

/** Pieces that came early are kept apart, up to so many gaps. */
const GAPS_MAX = 64;

/** What a segment did. */
export type Arrival = "new" | "early" | "old" | "no_room" | "nothing";

/**
 * The receiving half of TCP (RFC 9293, section 3.10.7.4) without the payload: ranges alone.
 *
 * Early pieces are kept since two CPUs may send for one connection, the sender's and the one that
 * took our acknowledgement in, and what they send can overtake each other on the way here.
 */
export class PeerConnection {
  readonly port: number;
  readonly subjectPort: number;
  /** What the subject's first byte has for a sequence number. */
  readonly firstByte: number;
  /** The sequence number we send next: ours move for SYN and FIN alone. */
  sendNext: number;
  /** The next byte we miss. */
  receiveNext: number;
  state: "open" | "finished" | "reset" = "open";
  /** Whether a segment asked for a reply that was not sent yet. */
  replyDue = false;
  /** When the held acknowledgement goes out, in ms; Infinity while none is held. */
  heldUntilMs = Infinity;
  /** What the held acknowledgement will say. */
  heldAcknowledgement = 0;
  #receivedBytes = 0;
  #acknowledgedBytes = 0;
  #acknowledged: number;
  #finAt: number | undefined;
  /** Starts and ends of early pieces, in order and apart from each other. */
  readonly #early: { from: number; to: number }[] = [];

  constructor(options: { port: number; subjectPort: number; synSequence: number; own: number }) {
    this.port = options.port;
    this.subjectPort = options.subjectPort;
    this.firstByte = (options.synSequence + 1) | 0;
    this.receiveNext = this.firstByte;
    this.#acknowledged = this.firstByte;
    this.sendNext = (options.own + 1) | 0;
  }

  /** Bytes that came in order; the subject's FIN counts for none. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** Bytes that the subject was told of; its FIN counts for none. */
  get acknowledgedBytes(): number {
    return this.#acknowledgedBytes;
  }

  /** Notes that all before `upTo` was acknowledged. Returns how many bytes of it are new. */
  acknowledge(upTo: number): number {
    const end = this.state === "finished" && upTo === this.receiveNext ? (upTo - 1) | 0 : upTo;
    const newBytes = Math.max(0, sequenceDistance(this.#acknowledged, end));
    if (newBytes > 0) this.#acknowledged = end;
    this.#acknowledgedBytes += newBytes;
    return newBytes;
  }

  /** Takes in a segment other than a SYN. */
  receive(sequence: number, flags: number, payloadBytes: number): Arrival {
    if ((flags & RST) !== 0) {
      this.state = "reset";
      return "nothing";
    }
    if (this.state === "reset" || (flags & SYN) !== 0) return "nothing";
    const end = (sequence + payloadBytes) | 0;
    if ((flags & FIN) !== 0) this.#finAt = end;
    const arrival = payloadBytes > 0 ? this.#place(sequence, end) : "nothing";
    const finished = this.#finish();
    // a probe carries nothing, and a number below what we expect (net/ipv4/tcp_output.c)
    const isProbe = payloadBytes === 0 && sequenceDistance(sequence, this.receiveNext) > 0;
    if (payloadBytes > 0 || finished || isProbe || (flags & FIN) !== 0) this.replyDue = true;
    return arrival;
  }

  #place(from: number, to: number): Arrival {
    if (sequenceDistance(this.receiveNext, to) <= 0) return "old";
    if (sequenceDistance(this.receiveNext, from) > 0) return this.#keep(from, to);
    this.#advance(to);
    let first = this.#early[0];
    while (first && sequenceDistance(this.receiveNext, first.from) <= 0) {
      if (sequenceDistance(this.receiveNext, first.to) > 0) this.#advance(first.to);
      this.#early.shift();
      first = this.#early[0];
    }
    return "new";
  }

  #advance(to: number): void {
    this.#receivedBytes += sequenceDistance(this.receiveNext, to);
    this.receiveNext = to;
  }

  #keep(from: number, to: number): Arrival {
    const pieces = this.#early;
    let index = 0;
    while (index < pieces.length && sequenceDistance(pieces[index]!.to, from) > 0) index++;
    const touched = { from, to };
    let count = 0;
    for (let at = index; at < pieces.length; at++, count++) {
      const piece = pieces[at]!;
      if (sequenceDistance(to, piece.from) > 0) break;
      if (sequenceDistance(piece.from, touched.from) > 0) touched.from = piece.from;
      if (sequenceDistance(touched.to, piece.to) > 0) touched.to = piece.to;
    }
    if (count === 0 && pieces.length === GAPS_MAX) return "no_room";
    pieces.splice(index, count, touched);
    return "early";
  }

  /** Takes the FIN in once all before it is there; true when it was taken now. */
  #finish(): boolean {
    if (this.state !== "open" || this.#finAt !== this.receiveNext) return false;
    this.receiveNext = (this.receiveNext + 1) | 0;
    this.state = "finished";
    return true;
  }
}
