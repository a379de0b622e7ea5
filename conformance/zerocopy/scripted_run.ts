/** A sender over a script, and the books on it: which kernel's number has which buffer. @module */
import type { ZerocopySink } from "../../lib/zerocopy/contract.ts";
import { must, mustEqual } from "../rule.ts";
import type { SenderOptions, ZerocopyFixture } from "./fixture.ts";
import type { KernelScript } from "./kernel_script.ts";

/** Sends buffers of the pool over a script, and takes them back. */
export class ScriptedRun {
  readonly sink: ZerocopySink;
  readonly script: KernelScript;
  /** The buffer of each zero-copy send, by the kernel's number. */
  readonly bufferOf: number[] = [];
  readonly #fixture: ZerocopyFixture;
  readonly #buffers: Int32Array;
  readonly #results: Int32Array;

  constructor(fixture: ZerocopyFixture, options: SenderOptions = {}) {
    this.#fixture = fixture;
    const { sink, script } = fixture.openScripted(options);
    this.sink = sink;
    this.script = script;
    this.#buffers = new Int32Array(fixture.pool.bufferCount);
    this.#results = new Int32Array(fixture.pool.bufferCount);
  }

  /** Sends from a fresh buffer. Returns the buffer, or -1 when nothing was taken. */
  send(payloadBytes: number): number {
    const { pool } = this.#fixture;
    const buffer = pool.acquire();
    const takenBefore = this.script.taken.length;
    const took = this.sink.send(buffer, 0, payloadBytes);
    if (this.script.taken.length > takenBefore) this.bufferOf.push(buffer);
    if (took > 0) return buffer;
    pool.release(buffer);
    return -1;
  }

  /** Sends so many zero-copy payloads, each of which must be taken. */
  sendMany(count: number, payloadBytes = 64): void {
    for (let at = 0; at < count; at++) {
      must(this.send(payloadBytes) >= 0, {
        expected: `send ${at} taken, the socket having room`,
        actual: "0 bytes",
      });
    }
  }

  /** Takes back what came, and gives it to the pool. Each must have been out. */
  reap(): readonly number[] {
    const count = this.sink.reap(this.#buffers, this.#results);
    const back = [...this.#buffers.subarray(0, count)];
    for (const buffer of back) {
      must(this.#fixture.pool.release(buffer), {
        expected: "each buffer back once",
        actual: `buffer ${buffer}, which was not out`,
      });
    }
    return back;
  }

  /** The results of the last {@linkcode reap}. */
  results(count: number): readonly number[] {
    return [...this.#results.subarray(0, count)];
  }

  /** Goes on only when these sends, by the kernel's numbers, come back now, and no others. */
  mustReturn(ids: readonly number[], what: string): void {
    const actual = [...this.reap()].sort(ascending);
    const expected = ids.map((id) => this.bufferOf[id]!).sort(ascending);
    mustEqual(actual, { expected, what: `buffers back ${what}` });
  }
}

function ascending(left: number, right: number): number {
  return left - right;
}

/** The numbers from `low` to `high`, both included. */
export function numbers(low: number, high: number): readonly number[] {
  return Array.from({ length: high - low + 1 }, (_, at) => low + at);
}

/** Why the scripted rules say nothing of senders that never ask for zero copy. */
export function neverAsks(traits: { readonly asksZeroCopy: boolean }): string | undefined {
  return traits.asksZeroCopy ? undefined : "it never asks for zero copy";
}
