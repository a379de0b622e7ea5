/** The rig of connections that are never idle: fill each one, then drain all; the drain is measured. @module */
import { DATA } from "../../lib/outcome.ts";
import { SocketPair } from "../../lib/host/socket_pair.ts";
import type { ReadImplementation, ReadSource } from "../../lib/readyread/contract.ts";
import { type ExpectedRecord, patternWord, verifyFull } from "../../lib/ringbuf/fixture/record.ts";
import { wordsOf } from "../consumers/cursor.ts";
import { SAMPLED_WORD } from "../consumers/tally.ts";
import { Feeder } from "../netlink/feeder.ts";
import type { Meter, Moved, Rig, Worker } from "../scenario.ts";

/** What fits a socket's buffer in any kernel's default; sizes are asked for with some room. */
const OVERHEAD_FACTOR = 4;

/** What is read, and from how many. */
export interface SteadyRigOptions {
  readonly socket: "datagram" | "stream";
  readonly connections: number;
  readonly payloadBytes: number;
  /** Payloads of one fill, over all connections. */
  readonly payloads: number;
}

/** Sets up the rig; the caller disposes it. */
export function openSteadyRig(worker: Worker, options: SteadyRigOptions): Rig {
  if (worker.kind !== "implementation") throw new TypeError(`Cannot read by ${worker.kind}`);
  const implementation: ReadImplementation = worker.implementation;
  using stack = new DisposableStack();
  const { socket, connections, payloadBytes } = options;
  const recordCount = Math.floor(options.payloads / connections);
  const bufferBytes = payloadBytes * recordCount * OVERHEAD_FACTOR;
  const sizes = { sendBufferBytes: bufferBytes, receiveBufferBytes: bufferBytes };
  const source = stack.use(implementation.open({ connectionsMax: connections }));
  const feeders = Array.from({ length: connections }, () => {
    const pair = stack.use(new SocketPair(socket === "stream" ? "unix" : "unixgram", sizes));
    source.add(pair.far.fd);
    return stack.use(new Feeder({ fd: pair.near.fd, payloadBytes, recordCount }));
  });
  return new SteadyRig(stack.move(), { source, feeders, payloadBytes, recordCount });
}

interface Parts {
  readonly source: ReadSource;
  /** By the number of the connection. */
  readonly feeders: readonly Feeder[];
  readonly payloadBytes: number;
  /** Payloads of one fill, of each connection. */
  readonly recordCount: number;
}

class SteadyRig implements Rig {
  readonly #stack: DisposableStack;
  readonly #parts: Parts;
  readonly #reader: SteadyReader;

  constructor(stack: DisposableStack, parts: Parts) {
    this.#stack = stack;
    this.#parts = parts;
    this.#reader = new SteadyReader(parts.source, parts.feeders.length);
  }

  cycle(meter: Meter): Moved {
    this.#fill();
    meter.start();
    this.#reader.drain();
    meter.stop();
    return this.#judge();
  }

  /** A cycle that checks every byte. */
  verify(): string | undefined {
    this.#fill();
    const wrong = this.#reader.verify(this.#parts.payloadBytes);
    return wrong ?? this.#judge().void;
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  #fill(): void {
    const { feeders, recordCount } = this.#parts;
    const { sequences } = this.#reader;
    for (const [index, feeder] of feeders.entries()) feeder.fill(recordCount, sequences[index]!);
  }

  #judge(): Moved {
    const { feeders, recordCount, payloadBytes } = this.#parts;
    const { payloads, bytes, sum, wrong } = this.#reader;
    const moved = { operations: payloads, bytes };
    const sent = recordCount * feeders.length;
    if (payloads !== sent || bytes !== sent * payloadBytes) {
      const got = `${payloads} reads of ${bytes} bytes`;
      return { ...moved, void: `${sent} payloads of ${payloadBytes} bytes went, ${got} came` };
    }
    if (wrong !== 0) return { ...moved, void: "payloads came out of order, or torn" };
    const expected = Math.imul(patternWord(SAMPLED_WORD), sent);
    return sum === expected ? moved : { ...moved, void: `the words sum to ${sum}` };
  }
}

/** Reads in place, releasing each payload before the next: three words of each are looked at. */
class SteadyReader {
  /** The number that the next payload of each connection must have. */
  readonly sequences: Int32Array<ArrayBuffer>;
  payloads = 0;
  bytes = 0;
  sum = 0;
  wrong = 0;
  readonly #source: ReadSource;
  readonly #words: Int32Array;
  readonly #base: number;

  constructor(source: ReadSource, connections: number) {
    this.#source = source;
    this.sequences = new Int32Array(connections);
    ({ words: this.#words, base: this.#base } = wordsOf(source.bytes));
  }

  /** Takes all that is ready. */
  drain(): void {
    const source = this.#source;
    const words = this.#words;
    const { sequences } = this;
    const base = this.#base;
    let payloads = 0, bytes = 0, sum = 0, wrong = 0;
    while (source.next() === DATA) {
      const { connection, length } = source;
      const at = (base + (source.offset >> 2)) | 0;
      const sequence = sequences[connection]!;
      const seal = words[(at + ((length >> 3) << 1) - 2) | 0]!;
      wrong |= (words[at]! ^ sequence) | (seal ^ ~sequence);
      sum = (sum + words[(at + SAMPLED_WORD) | 0]!) | 0;
      sequences[connection] = sequence + 1;
      bytes = (bytes + length) | 0;
      payloads = (payloads + 1) | 0;
      source.commit();
    }
    this.payloads = payloads;
    this.bytes = bytes;
    this.sum = sum;
    this.wrong = wrong;
  }

  /** The same, every byte checked. Returns what is wrong, if anything. */
  verify(payloadBytes: number): string | undefined {
    const source = this.#source;
    const record: ExpectedRecord = { sequence: 0, payloadBytes, stamped: false };
    let wrong: string | undefined;
    [this.payloads, this.bytes, this.sum, this.wrong] = [0, 0, 0, 0];
    while (source.next() === DATA) {
      const { connection, length } = source;
      record.sequence = this.sequences[connection]!++;
      const offset = this.#base * 4 + source.offset;
      const at = verifyFull(this.#words, offset, record);
      if (length !== payloadBytes) wrong ??= `a read gave ${length} bytes, not ${payloadBytes}`;
      else if (at >= 0) wrong ??= `byte ${at} of payload ${record.sequence} is not what was sent`;
      this.payloads++;
      this.bytes += length;
      this.sum = (this.sum + this.#words[(offset >> 2) + SAMPLED_WORD]!) | 0;
      source.commit();
    }
    return wrong;
  }
}
