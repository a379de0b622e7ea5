/** Whatever the order in which tokens come back, the contiguous prefix is released. @module */
import fc from "fast-check";
import { DATA, EMPTY, OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { TokenSource } from "../../lib/source.ts";
import { must, mustEqual, type Rule } from "../rule.ts";
import type { Payload } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";
import { checkModel } from "./model_check.ts";
import { anyPayload } from "./model_run.ts";

const RUNS = 40;

/** One step; `which` picks among the tokens known so far. */
type Step =
  | { readonly do: "produce"; readonly payloads: readonly Payload[] }
  | { readonly do: "take"; readonly count: number }
  | { readonly do: "release"; readonly which: number }
  | { readonly do: "release again"; readonly which: number }
  | { readonly do: "release all" };

const which = fc.nat(1000);
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.array(anyPayload, { minLength: 1, maxLength: 10 })
        .map((payloads): Step => ({ do: "produce", payloads })),
    },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 8 }).map(takeStep) },
    { weight: 8, arbitrary: which.map((value): Step => ({ do: "release", which: value })) },
    { weight: 2, arbitrary: which.map((value): Step => ({ do: "release again", which: value })) },
    { weight: 1, arbitrary: fc.constant<Step>({ do: "release all" }) },
  ),
  { minLength: 1, maxLength: 40 },
);

function takeStep(count: number): Step {
  return { do: "take", count };
}

export const tokenModel: Rule<RingbufFixture> = {
  id: "ringbuf/token_model",
  paths: ["RB-9", "X4"],
  requirement: "After any sequence of reads and token releases the consumer position MUST be at " +
    "the first record that is not released, discarded records before it left open",
  source: "https://github.com/cilium/ebpf/pull/1981",
  killedBy: ["token_release_counts"],
  on: "both",
  exempt: (traits) => traits.release === "token" ? undefined : "it has no tokens",
  check(fixture) {
    const run = (input: readonly Step[]) => {
      fixture.start({});
      const source = fixture.open() as TokenSource;
      const both = new TokenRun(fixture, source);
      for (const step of input) both.do(step);
      source[Symbol.dispose]();
    };
    return checkModel(fixture, { inputs: steps, runCount: RUNS, run });
  },
};

/** A record, and whether and under which token it is out. */
interface Entry {
  readonly start: number;
  readonly end: number;
  readonly discard: boolean;
  token: number | undefined;
  released: boolean;
}

/** The reader, and all records that were ever accepted: the model is a list. */
class TokenRun {
  readonly #fixture: RingbufFixture;
  readonly #source: TokenSource;
  readonly #entries: Entry[] = [];
  #cursor = 0;

  constructor(fixture: RingbufFixture, source: TokenSource) {
    this.#fixture = fixture;
    this.#source = source;
  }

  do(step: Step): void {
    if (step.do === "produce") this.#produce(step.payloads);
    else if (step.do === "take") this.#take(step.count);
    else if (step.do === "release all") this.#releaseAll();
    else this.#release(step.which, { known: step.do === "release" });
    this.#compare(step.do);
  }

  #produce(payloads: readonly Payload[]): void {
    const accepted = this.#fixture.produceEach(payloads);
    payloads.forEach(({ payloadBytes, discard = false }, index) => {
      if (!accepted[index]) return;
      const start = this.#entries.at(-1)?.end ?? 0;
      const end = start + this.#fixture.footprintBytes(payloadBytes);
      this.#entries.push({ start, end, discard, token: undefined, released: discard });
    });
  }

  #take(count: number): void {
    for (let taken = 0; taken < count; taken++) {
      while (this.#entries[this.#cursor]?.discard) this.#cursor++;
      const entry = this.#entries[this.#cursor];
      const outcome = this.#source.next();
      mustEqual(OUTCOME_NAMES[outcome], {
        expected: OUTCOME_NAMES[entry ? DATA : EMPTY],
        what: "a read",
      });
      if (!entry) return;
      this.#cursor++;
      entry.token = this.#source.token;
    }
  }

  /** Releases a token that is out, or one that was released before. */
  #release(number: number, options: { readonly known: boolean }): void {
    const candidates = this.#entries.filter(({ token, released }) =>
      token !== undefined && released !== options.known
    );
    const entry = candidates[number % candidates.length];
    if (entry?.token === undefined) return;
    mustEqual(this.#source.commitToken(entry.token), {
      expected: options.known,
      what: options.known ? "commitToken" : "commitToken of a token released before",
    });
    entry.released = true;
  }

  #releaseAll(): void {
    this.#source.commit();
    for (const entry of this.#entries.slice(0, this.#cursor)) entry.released = true;
  }

  #compare(what: string): void {
    const firstHeld = this.#entries.findIndex(({ released }) => !released);
    const index = firstHeld < 0 ? this.#entries.length : firstHeld;
    const to = this.#entries[index]?.start ?? this.#entries.at(-1)?.end ?? 0;
    // Behind the last released payload there may be discarded records, which are nobody's.
    const last = this.#entries.slice(0, index).findLast(({ discard }) => !discard);
    const consumer = Number(this.#fixture.positions().consumer);
    must(consumer >= (last?.end ?? 0) && consumer <= to, {
      expected: `the consumer position from ${last?.end ?? 0} to ${to} after ${what}`,
      actual: consumer,
    });
  }
}
