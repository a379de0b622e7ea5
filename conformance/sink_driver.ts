/** Drives any sink, and keeps its own books of what went in and came back. @module */
import { DEADLINE, type Outcome, READY } from "../lib/outcome.ts";
import type { Sink } from "../lib/sink.ts";
import { Broken, must, show } from "./rule.ts";
import type { SinkFixture } from "./sink_fixture.ts";

/** What became of an offer. */
export type Offer = "taken" | "no_room" | "cap";

/** How long sends may take to come back before the sink is called stuck. */
const PATIENCE_MS = 2000;
/** A TCP peer that does not read may acknowledge 40 ms late, which makes room once more. */
const SETTLE_MS = 50;
const SETTLE_TRIES = 20;
/** One look of {@linkcode SinkDriver.finish}. */
const LOOK_MS = 2;

/**
 * A sink and the books on it. Every buffer that the sink gives back is checked against these: one
 * that is not out breaks the rule, whichever it is. Buffers go back to the pool, and are poisoned
 * there, the moment the sink lets go of them.
 */
export class SinkDriver {
  /** Results as they were reaped. */
  readonly results: number[] = [];
  /** What was taken of each payload. */
  readonly sent: Uint8Array[] = [];
  /** What the peer got. */
  readonly received: Uint8Array[] = [];
  /** Sends taken and given back, by our count. */
  taken = 0;
  takenBytes = 0;
  returned = 0;
  /** False: {@linkcode pump} leaves the peer's socket alone. */
  peerReads = true;
  readonly #fixture: SinkFixture;
  readonly #sink: Sink;
  readonly #outBytes: number[][];
  readonly #buffers: Int32Array;
  readonly #results: Int32Array;
  /** The buffer whose payload is taken in part only. */
  #partial = -1;

  constructor(fixture: SinkFixture, sink: Sink) {
    this.#fixture = fixture;
    this.#sink = sink;
    const { bufferCount } = fixture.pool;
    this.#outBytes = Array.from({ length: bufferCount }, () => []);
    this.#buffers = new Int32Array(bufferCount);
    this.#results = new Int32Array(bufferCount);
  }

  /** Sends that the sink has, by our count. */
  get inFlight(): number {
    return this.taken - this.returned;
  }

  /**
   * Offers a payload. Once a part of it is taken, the rest is sent as well, where the peer reads.
   *
   * @throws {SysError} from a broken socket; the buffer is back in the pool.
   */
  offer(payload: Uint8Array): Offer {
    const { pool } = this.#fixture;
    const index = pool.acquire();
    pool.bytes(index).set(payload);
    this.#partial = index;
    try {
      const first = this.#take(index, 0, payload.length);
      if (typeof first === "string") return first;
      let at = first;
      while (at < payload.length) {
        const more = this.#take(index, at, payload.length - at);
        if (typeof more === "number") at += more;
        else if (this.peerReads) this.pump();
        else break; // there will be no room: what was taken is all that is sent
      }
      this.sent.push(payload.subarray(0, at));
      return "taken";
    } finally {
      this.#partial = -1;
      if (this.#outBytes[index]!.length === 0) pool.release(index);
    }
  }

  /** Offers until it is taken, with the peer reading meanwhile. */
  send(payload: Uint8Array): void {
    const endMs = performance.now() + PATIENCE_MS;
    while (this.offer(payload) !== "taken") {
      this.pump();
      must(performance.now() < endMs, {
        expected: `room for ${payload.length} bytes, the peer having read all`,
        actual: `none within ${PATIENCE_MS} ms`,
      });
    }
  }

  /** Offers payloads of one size until one is not taken. Returns how many were. */
  stuff(payloadBytes: number): number {
    const before = this.taken;
    for (let sequence = this.taken;; sequence++) {
      if (this.offer(this.#fixture.content(sequence, payloadBytes)) !== "taken") break;
      this.#sink.flush();
      this.reap();
    }
    return this.taken - before;
  }

  /** As `stuff`, until time makes no more room either. */
  stuffForGood(payloadBytes: number): void {
    this.stuff(payloadBytes);
    for (let tries = 0; tries < SETTLE_TRIES && this.#sink.wait(SETTLE_MS) === READY; tries++) {
      this.reap();
      this.stuff(payloadBytes);
    }
  }

  /** Flushes, lets the peer read, and takes what came back. Returns how many came back. */
  pump(): number {
    this.#sink.flush();
    if (this.peerReads) this.received.push(...this.#fixture.peer.receive());
    return this.reap();
  }

  /** Takes what came back, and checks it. Returns how many. */
  reap(): number {
    const count = this.#sink.reap(this.#buffers, this.#results);
    must(count <= this.#buffers.length, {
      expected: "a count that fits the arrays",
      actual: count,
    });
    for (let at = 0; at < count; at++) this.#giveBack(this.#buffers[at]!, this.#results[at]!);
    return count;
  }

  /** Pumps until nothing is in flight and all has arrived. */
  finish(): void {
    const endMs = performance.now() + PATIENCE_MS;
    for (let outcome: Outcome = DEADLINE; this.inFlight > 0 || outcome === DEADLINE;) {
      outcome = this.#sink.drain(LOOK_MS);
      this.pump();
      must(performance.now() < endMs, {
        expected: "every send back, the peer reading all",
        actual: `${this.inFlight} still out after ${PATIENCE_MS} ms`,
      });
    }
    this.received.push(...this.#fixture.peer.receive());
  }

  /** Bytes of the stream that the peer got, or the sum of its datagrams. */
  get receivedBytes(): number {
    return this.received.reduce((sum, bytes) => sum + bytes.length, 0);
  }

  #giveBack(index: number, result: number): void {
    const out = this.#outBytes[index];
    must(out !== undefined && out.length > 0, {
      expected: "only buffers back that are out, each once for every send",
      actual: `buffer ${index} (result ${result}), which was not out`,
    });
    const payloadBytes = out.shift()!;
    must(result <= payloadBytes, {
      expected: `at most ${payloadBytes} bytes sent of buffer ${index}`,
      actual: result,
    });
    this.returned++;
    this.results.push(result);
    if (out.length === 0 && index !== this.#partial) this.#fixture.pool.release(index);
  }

  /** One send; how much of it was taken, or why nothing was. */
  #take(index: number, offsetBytes: number, payloadBytes: number): number | "no_room" | "cap" {
    const before = this.#sink.ledger.taken;
    const took = this.#sendOnce(index, offsetBytes, payloadBytes);
    if (typeof took !== "number") return took;
    const entered = this.#sink.ledger.taken - before;
    if (took === 0 && entered === 0) return "no_room";
    must(entered === 1 && took >= 0 && took <= payloadBytes, {
      expected: `one send of at most ${payloadBytes} bytes taken`,
      actual: `${took} bytes and ${entered} sends`,
    });
    const isShort = took < payloadBytes;
    must(!isShort || this.#fixture.traits.shortSends, {
      expected: `all ${payloadBytes} bytes taken, as it declares no short sends`,
      actual: `${took}`,
    });
    this.#outBytes[index]!.push(took);
    this.taken++;
    this.takenBytes += took;
    return took;
  }

  /** A full queue is flushed once: if that makes no room, the socket has none. */
  #sendOnce(
    index: number,
    offsetBytes: number,
    payloadBytes: number,
  ): number | "no_room" | "cap" {
    for (let again = 0;; again++) {
      const before = this.#sink.ledger.taken;
      try {
        return this.#sink.send(index, offsetBytes, payloadBytes);
      } catch (error) {
        must(this.#sink.ledger.taken === before, {
          expected: "nothing taken by a send that threw",
          actual: show(error),
        });
        if (!(error instanceof Error)) throw error;
        if (error.name === "CapReached") return "cap";
        if (error.name !== "QueueFull") throw error;
        if (again > 0) return "no_room";
        this.#sink.flush();
      }
    }
  }
}

/**
 * Compares what was sent with what arrived: the bytes of a stream, or the datagrams, in order or
 * (where the transport of an implementation may overtake) as a heap.
 */
export function mustArrive(fixture: SinkFixture, options: {
  readonly sent: readonly Uint8Array[];
  readonly received: readonly Uint8Array[];
  readonly isStream: boolean;
  readonly what: string;
}): void {
  const { sent, received, what } = options;
  const wire = sent.map((payload) => fixture.wire(payload));
  const expected = options.isStream ? [join(wire)] : wire;
  const actual = options.isStream ? [join(received)] : received;
  if (!options.isStream && !fixture.traits.ordered) {
    for (const list of [expected, actual]) (list as Uint8Array[]).sort(byContent);
  }
  must(expected.length === actual.length, {
    expected: `${expected.length} payloads at the peer, ${what}`,
    actual: `${actual.length}`,
  });
  expected.forEach((bytes, index) => {
    const difference = firstDifference(bytes, actual[index]!);
    if (difference < 0) return;
    throw new Broken(
      `payload ${index} as it was sent, ${what}: ${bytes.length} bytes`,
      `${actual[index]!.length} bytes, another at ${difference}: ` +
        show(actual[index]!.subarray(difference)),
    );
  });
}

/** Where two arrays differ first; -1 when they are the same. */
function firstDifference(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) if (left[at] !== right[at]) return at;
  return left.length === right.length ? -1 : length;
}

function byContent(left: Uint8Array, right: Uint8Array): number {
  const at = firstDifference(left, right);
  return at < 0 ? 0 : (left[at] ?? -1) - (right[at] ?? -1);
}

/** Arrays, one behind the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
