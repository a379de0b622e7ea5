/** Frames on any source: whole ones, cut in pieces anywhere, of any size up to the limit. @module */
import { BROKEN, DATA, EMPTY, END, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { FramedReader } from "../../lib/readyread/framed_reader.ts";
import { current } from "../hold.ts";
import { Broken } from "../rule.ts";
import { concat, type ReadEvent } from "./read_log.ts";

const PATIENCE_MS = 600;
const ENDLESS = 10_000;
const NOTHING = new Uint8Array(0);

/** A frame as it goes over the line: its length in four bytes, then itself. */
export function toFrame(payload: Uint8Array, length: number = payload.length): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, length);
  return concat([head, payload]);
}

/** Reads frames, committing each, until it is enough and nothing is left, or none comes. */
export function readFrames(
  reader: FramedReader,
  options: { readonly enough: (events: readonly ReadEvent[]) => boolean },
): readonly ReadEvent[] {
  const events: ReadEvent[] = [];
  for (;;) {
    const outcome = reader.next();
    if (outcome === DATA || outcome === END || outcome === BROKEN) {
      const { connection, errno } = reader;
      const bytes = outcome === DATA ? current(reader) : NOTHING;
      events.push({ connection, outcome: OUTCOME_NAMES[outcome]!, errno, bytes });
      reader.commit();
      if (events.length > ENDLESS) throw new Broken("an end", "events without an end");
    } else if (outcome !== EMPTY || options.enough(events)) return events;
    else if (reader.wait(PATIENCE_MS) !== READY) return events;
  }
}
