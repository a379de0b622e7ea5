/** The rig of the bulk scenarios: fill, then drain; the drain is measured. @module */
import { consumerOf } from "../consumers/table.ts";
import {
  BYTES,
  type Consumer,
  type Depth,
  RECORDS,
  SAMPLED_WORD,
  SEQUENCE,
  SUM,
  WRONG,
} from "../consumers/tally.ts";
import { verifyAll } from "../consumers/verify.ts";
import { BulkProducer } from "../../lib/ringbuf/fixture/bulk.ts";
import { patternWord, sealOffset } from "../../lib/ringbuf/fixture/record.ts";
import { openKernelRing } from "../../lib/ringbuf/fixture/ring_map.ts";
import type { RingbufImplementation } from "../../lib/ringbuf/contract.ts";
import type { Meter, Moved, Rig, Worker } from "../scenario.ts";
import { BareCallRig, NullConsumer, openNativeConsumer } from "./bulk_rows.ts";

/** The ring: holds one fill of the largest records. */
export const RING_BYTES = 8 * 2 ** 20;
/** Records of one fill. */
export const FILL_RECORDS = 2000;

/** What every reader of these figures must know. */
export const KERNEL_RING_NOTES: readonly string[] = [
  `a ring of ${RING_BYTES / 2 ** 20} MiB is filled with ${FILL_RECORDS} records by a BPF program ` +
  "(BPF_PROG_TEST_RUN, on the measured thread, outside every meter), then drained",
  "touch reads three words of each record: its number, the seal at its end, one of its content; " +
  "parse reads every word; both check order, count, bytes and sum of each fill",
];

/** What is drained, and how. */
export interface BulkOptions {
  /** A multiple of 8, at least 32. */
  readonly payloadBytes: number;
  readonly depth: Depth;
  /** Infinity: at the end of the fill, or by token where the source has tokens. */
  readonly commitEvery: number;
}

/** A consumer, and who fills what it drains. */
export interface Drainable {
  readonly consumer: Consumer;
  /** Makes `records` ready; returns how many it could. */
  fill(records: number): number;
  /** Drains `records`, numbered from `sequence`, and says what is wrong with their content. */
  verify(records: number, sequence: number): string | undefined;
}

/** Sets up the rig; the caller disposes it. */
export function openBulkRig(worker: Worker, options: BulkOptions): Rig {
  if (worker.kind === "floor" && worker.name === "bare_call") return new BareCallRig(FILL_RECORDS);
  using stack = new DisposableStack();
  const drainable = openDrainable(worker, { ...options, stack });
  return new BulkRig(stack.move(), { ...options, drainable });
}

type Opening = BulkOptions & { readonly stack: DisposableStack };

function openDrainable(worker: Worker, options: Opening): Drainable {
  const { stack, payloadBytes, depth } = options;
  if (worker.kind === "floor") return new NullConsumer(options);
  const ring = stack.use(openKernelRing(RING_BYTES));
  const producer = stack.use(BulkProducer.open(ring, { payloadBytes }));
  const fill = (records: number) => producer.fill(records);
  if (worker.kind === "implementation") {
    return { fill, ...openSource(worker.implementation, { ...options, ring }) };
  }
  const { libraryPath } = worker;
  const consumer = stack.use(openNativeConsumer(libraryPath, { ringFd: ring.fd, depth }));
  return { fill, consumer, verify: () => (consumer.drain(), undefined) };
}

function openSource(
  implementation: RingbufImplementation,
  options: Opening & { ring: ReturnType<typeof openKernelRing> },
): Omit<Drainable, "fill"> {
  const { stack, ring, payloadBytes } = options;
  const { traits } = implementation;
  const source = stack.use(implementation.open({ ring }));
  const consumer = stack.use(consumerOf(source, { ...options, traits }));
  const verify = (records: number, sequence: number) =>
    verifyAll(source, { traits, records, payloadBytes, sequence });
  return { consumer, verify };
}

/** The sum of the words that a consumer reads of one record, modulo 2^32. */
export function wordSum({ payloadBytes, depth }: BulkOptions): number {
  if (depth !== "parse") return patternWord(SAMPLED_WORD);
  let sum = 0;
  const seal = sealOffset(payloadBytes) >> 2;
  for (let word = 2; word < payloadBytes >> 2; word++) {
    if (word !== seal && word !== seal + 1) sum = (sum + patternWord(word)) | 0;
  }
  // number and seal are complements, 64 bits each: their low and high halves sum to -1 apiece
  return (sum - 2) | 0;
}

class BulkRig implements Rig {
  readonly #stack: DisposableStack;
  readonly #drainable: Drainable;
  readonly #payloadBytes: number;
  readonly #wordSum: number;

  constructor(stack: DisposableStack, options: BulkOptions & { readonly drainable: Drainable }) {
    this.#stack = stack;
    this.#drainable = options.drainable;
    this.#payloadBytes = options.payloadBytes;
    this.#wordSum = wordSum(options);
  }

  cycle(meter: Meter): Moved {
    const { consumer } = this.#drainable;
    const records = this.#drainable.fill(FILL_RECORDS);
    meter.start();
    consumer.drain();
    meter.stop();
    return this.#check(records);
  }

  verify(): string | undefined {
    const { consumer: { tally } } = this.#drainable;
    const sequence = tally[SEQUENCE]!;
    const records = this.#drainable.fill(FILL_RECORDS);
    const wrong = this.#drainable.verify(records, sequence);
    tally[SEQUENCE] = sequence + records;
    return wrong;
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  #check(records: number): Moved {
    const { consumer: { tally } } = this.#drainable;
    const moved = { operations: tally[RECORDS]!, bytes: tally[BYTES]! };
    const bytes = records * this.#payloadBytes;
    if (moved.operations !== records || moved.bytes !== bytes) {
      const got = `${moved.operations} records of ${moved.bytes} bytes`;
      return { ...moved, void: `${records} records of ${bytes} bytes were ready, ${got} came` };
    }
    if (tally[WRONG] !== 0) return { ...moved, void: "records came out of order, or torn" };
    const sum = Math.imul(this.#wordSum, records);
    if (tally[SUM] !== sum) return { ...moved, void: `the words sum to ${tally[SUM]}, not ${sum}` };
    return moved;
  }
}
