/** The rows of the bulk scenarios that are no implementation. @module */
import { repeatBareCall } from "../../ffi/bare_call.ts";
import { openNativeRing } from "../../ffi/native_loop.ts";
import { patternWord, sealOffset } from "../../lib/ringbuf/fixture/record.ts";
import { cursorConsumer } from "../consumers/cursor.ts";
import { NullSource } from "../consumers/null_source.ts";
import {
  type Consumer,
  type ConsumerOptions,
  type Depth,
  TALLY_CELLS,
} from "../consumers/tally.ts";
import type { Meter, Moved, Rig } from "../scenario.ts";

/** The cursor's loop over a source that moves nothing: what loop and meters cost. */
export class NullConsumer {
  readonly consumer: Consumer;
  readonly #source: NullSource;

  constructor(options: ConsumerOptions & { readonly payloadBytes: number }) {
    this.#source = new NullSource(options.payloadBytes, {
      word: patternWord,
      sealWord: sealOffset(options.payloadBytes) >> 2,
    });
    this.consumer = cursorConsumer(this.#source, options);
  }

  fill(records: number): number {
    this.#source.refill(records);
    return records;
  }

  verify(): undefined {
    this.consumer.drain();
  }
}

/** The loop of bench/native/ringbuf.c, called once per fill. The caller disposes it. */
export function openNativeConsumer(
  libraryPath: string,
  { ringFd, depth }: { readonly ringFd: number; readonly depth: Depth },
): Consumer {
  return openNativeRing(libraryPath, {
    ringFd,
    parses: depth === "parse",
    tallyCells: TALLY_CELLS,
  });
}

/** One call into C in place of each record. Moves no bytes. */
export class BareCallRig implements Rig {
  readonly #calls: number;
  /** Keeps the result of the calls alive, so that they cannot be left out. */
  sum = 0;

  constructor(calls: number) {
    this.#calls = calls;
  }

  cycle(meter: Meter): Moved {
    meter.start();
    this.sum = (this.sum + repeatBareCall(this.#calls)) | 0;
    meter.stop();
    return { operations: this.#calls, bytes: 0 };
  }

  verify(): undefined {}

  [Symbol.dispose](): void {}
}
