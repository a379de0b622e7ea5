/** The traits that a user's implementation may declare, role by role, field by field. @module */
import * as v from "valibot";
import type { Traits } from "../implementation.ts";

/** A closed set of words, with the words in the message. */
export function words<const W extends readonly string[]>(
  ...choices: W
): v.PicklistSchema<W, string> {
  return v.picklist(choices, `it must be one of ${choices.map((word) => `"${word}"`).join(", ")}`);
}

/** A string that is not empty. */
export const text = v.pipe(
  v.string("it must be a string"),
  v.minLength(1, "it must not be empty"),
);
const flag = v.boolean("it must be true or false");

const HOST = {
  thread: words("owner"),
  minimumKernel: v.pipe(
    text,
    v.regex(/^\d+\.\d+$/, 'it must be a kernel version such as "5.8"'),
  ),
  needsKernel: flag,
  ring: v.optional(flag),
};

const maxInFlight = v.pipe(
  v.number("it must be a number, Infinity for as many as fit"),
  v.check((count) => count === Infinity || Number.isInteger(count), "it must be a whole number"),
  v.minValue(1, "it must be at least 1"),
);

/** What a source declares. */
export const SourceTraitsSchema = v.strictObject({
  style: words("cursor", "lease", "visitor"),
  release: words("record", "batch", "token"),
  copies: flag,
  discardsVisible: flag,
  busy: words("empty", "spin"),
  heldWait: v.union([
    words("refuse", "not_applicable"),
    v.strictObject({ pollMs: v.pipe(v.number(), v.minValue(1), v.maxValue(10)) }),
  ], 'it must be "refuse", "not_applicable" or { pollMs: 1 to 10 }'),
  scopeEnd: v.optional(words("carry", "rewind", "commit")),
  visitError: v.optional(words("consumed", "kept")),
  maxInFlight,
  ordered: flag,
  closeMode: words("keeps_memory", "refuses_while_held"),
  idleBuffers: v.optional(words("none", "per_connection", "fixed")),
  ...HOST,
});

/** What a sink declares. */
export const SinkTraitsSchema = v.strictObject({
  release: words("return", "completion", "notification"),
  batched: flag,
  maxInFlight,
  ordered: flag,
  shortSends: flag,
  closeMode: words("drains", "cancels"),
  asksZeroCopy: flag,
  ...HOST,
});

/** What a queue of messages declares. */
export const QueueTraitsSchema = v.strictObject({
  bound: words("messages", "bytes", "one"),
  copiesPerMessage: v.pipe(
    v.number("it must be a number"),
    v.integer("it must be a whole number"),
    v.minValue(0, "it must not be negative"),
  ),
  holdKeepsPlace: flag,
  closeWaitsForHeld: flag,
  blocksOthers: flag,
  ...HOST,
});

/** What a writer of frames declares. */
export const WriterTraitsSchema = v.strictObject({
  bound: words("frame", "mark", "none"),
  coalesces: flag,
  credit: flag,
  ...HOST,
});

/** What the trait combinations that no implementation can have look like, and the way out. */
const IMPOSSIBLE: readonly {
  readonly when: (traits: Traits, path: string) => boolean;
  readonly what: string;
}[] = [
  {
    when: ({ style, visitError }) => style === "visitor" && visitError === undefined,
    what: 'style "visitor" without visitError: add visitError: "consumed" or "kept"',
  },
  {
    when: ({ style, visitError }) => style !== "visitor" && visitError !== undefined,
    what: 'visitError without style "visitor": remove it, or make it a visitor',
  },
  {
    when: ({ style, scopeEnd }) => style === "lease" && scopeEnd === undefined,
    what: 'style "lease" without scopeEnd: add scopeEnd: "carry", "rewind" or "commit"',
  },
  {
    when: ({ style, scopeEnd }) => style !== "lease" && scopeEnd !== undefined,
    what: 'scopeEnd without style "lease": remove it, or make it a lease',
  },
  {
    when: ({ style, release }) => release === "token" && style !== "cursor",
    what: 'release "token" needs style "cursor": only a cursor has commitToken',
  },
  {
    when: ({ style, release }) => style === "visitor" && release !== "record",
    what: 'style "visitor" releases each payload as its visit ends: make release "record"',
  },
  {
    when: ({ style, maxInFlight }) => style === "visitor" && maxInFlight !== 1,
    what: 'style "visitor" hands out one payload at a time: make maxInFlight 1',
  },
  {
    when: ({ copies, release }) => copies && release !== "record",
    what: 'copies with release other than "record": a copied payload needs no later release',
  },
  {
    when: ({ copies, heldWait }) => copies && heldWait !== "not_applicable",
    what: 'copies with a heldWait: a copied payload is not held; make heldWait "not_applicable"',
  },
  {
    // a socket wakes a wait with payloads in hand, a ring whose reader lags does not
    when: ({ copies, style, heldWait }, path) =>
      path === "ringbuf" && !copies && style !== "visitor" && heldWait === "not_applicable",
    what: 'heldWait "not_applicable" without copies: say { pollMs } or "refuse"',
  },
  {
    when: ({ style }, path) => path !== "ringbuf" && style !== "cursor",
    what: 'a style other than "cursor": what is read from sockets has only cursors',
  },
];

/** What is impossible about the traits of a source, and the way out; undefined: nothing. */
export function findImpossible(traits: Traits, path: string): string | undefined {
  return IMPOSSIBLE.find(({ when }) => when(traits, path))?.what;
}
