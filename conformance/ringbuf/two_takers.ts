/** Two takers in turn, while the producer runs, get each record once between them. @module */
import type { AnySource } from "../../lib/source.ts";
import { readAll } from "../hold.ts";
import { holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 24;
/** What each taker takes before it releases. */
const TAKEN = 3;
/** More than the ring holds, so that the producer meets a full ring for sure. */
const ATTEMPTS = 256;
const PATIENCE_MS = 1000;

/**
 * An instance belongs to one thread, and cannot be handed to another one: what is left of
 * concurrency is a producer on another thread, and users that take turns on this one.
 */
export const twoTakers: Rule<RingbufFixture> = {
  id: "ringbuf/two_takers",
  paths: ["RB-16"],
  requirement: "Used by two takers in turn while its producer runs on another thread, a reader " +
    "MUST deliver each record exactly once, in order and whole",
  source: "https://github.com/cilium/ebpf/pull/1968",
  killedBy: ["commit_publishes_producer"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    const read: Uint8Array[] = [];
    const filled = fixture.fill(PAYLOAD_BYTES);
    while (read.length < filled / 2 && take(source, read) > 0);
    // What was released is refilled while the rest is read.
    const readRest = () => {
      while (read.length < filled && take(source, read) > 0);
    };
    produceMeanwhile(fixture, { count: read.length, body: readRest });
    readOut(source, read);
    // Into a full ring, but for one turn's release, goes no more than that, however hard it tries.
    fixture.fill(PAYLOAD_BYTES);
    take(source, read);
    const { producer } = fixture.positions();
    const awaitFirst = () => {
      precondition(awaitProducer(fixture, producer), "the producer did not run meanwhile");
    };
    produceMeanwhile(fixture, { count: ATTEMPTS, body: awaitFirst });
    readOut(source, read);
    checkRead(fixture, read);
    return holds();
  },
};

/** Runs `body` while another thread produces. */
function produceMeanwhile(fixture: RingbufFixture, options: {
  readonly count: number;
  readonly body: () => void;
}): void {
  const { count, body } = options;
  const action = fixture.producing(payloads(count, PAYLOAD_BYTES));
  const { stepsDone } = fixture.accomplice().during([{ when: 0, action }], body);
  precondition(stepsDone === 1, "the producer did not run");
}

/** Each of the two takers takes and releases its share; returns how many records that were. */
function take(source: AnySource, read: Uint8Array[]): number {
  const before = read.length;
  for (let taker = 0; taker < 2; taker++) read.push(...readAll(source, { limit: TAKEN }).payloads);
  return read.length - before;
}

/** Reads until nothing comes; bounded, since a broken reader may read for ever. */
function readOut(source: AnySource, read: Uint8Array[]): void {
  for (let turns = 0; turns < ATTEMPTS && take(source, read) > 0; turns++);
}

function checkRead(fixture: RingbufFixture, read: readonly Uint8Array[]): void {
  const produced = Number(fixture.positions().producer) / fixture.footprintBytes(PAYLOAD_BYTES);
  read.forEach((bytes, sequence) =>
    mustEqual(bytes, {
      expected: fixture.content(sequence, PAYLOAD_BYTES),
      what: `record ${sequence} of ${produced}, read by taker ${Math.floor(sequence / TAKEN) % 2}`,
    })
  );
  mustEqual(read.length, { expected: produced, what: "records the two takers got between them" });
  mustEqual(fixture.occupiedBytes(), { expected: 0, what: "bytes kept in the end" });
}

/** Waits until the other thread has submitted something. */
function awaitProducer(fixture: RingbufFixture, before: bigint): boolean {
  const endMs = performance.now() + PATIENCE_MS;
  while (performance.now() < endMs) if (fixture.positions().producer > before) return true;
  return false;
}
