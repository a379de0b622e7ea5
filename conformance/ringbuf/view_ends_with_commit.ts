/** A view kept past its record's release throws instead of showing another record. @module */
import { DATA } from "../../lib/outcome.ts";
import type { AnySource, CursorSource, Source } from "../../lib/source.ts";
import { holds, must, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { isToken, isVisitor, readAll, withCursor } from "../hold.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 40;

export const viewEndsWithCommit: Rule<RingbufFixture> = {
  id: "ringbuf/view_ends_with_commit",
  paths: ["RB-5"],
  requirement: "In checked mode a view, and what was cut from it, MUST throw ViewEnded from the " +
    "release of its record or the disposal of its reader on, and not before",
  source: "https://github.com/cilium/ebpf/pull/1968",
  killedBy: ["view_outlives_commit", "view_ends_with_any_token"],
  on: "both",
  check(fixture) {
    const source = fixture.open();
    fixture.produce(payloads(3, PAYLOAD_BYTES));
    const kept = isVisitor(source)
      ? takeInVisit(source, (taken) => taken.mustLive(fixture, 0))
      : withCursor(source, (cursor) => takeAndRelease(fixture, cursor));
    kept.mustHaveEnded("after the release of its record");
    fixture.fill(PAYLOAD_BYTES);
    kept.mustHaveEnded("after its place was written again");
    readAll(source);
    fixture.produce(payloads(1, PAYLOAD_BYTES));
    const last = isVisitor(source)
      ? takeInVisit(source, () => {})
      : withCursor(source, (cursor) => takeNext(cursor));
    source[Symbol.dispose]();
    last.mustHaveEnded("after the disposal of its reader");
    return holds();
  },
};

/** A view, and a part cut from it in time. */
class Kept {
  readonly #view: Uint8Array;
  readonly #part: Uint8Array;

  constructor(source: Source) {
    this.#view = source.view();
    this.#part = this.#view.subarray(8, 16);
  }

  mustLive(fixture: RingbufFixture, sequence: number): void {
    const expected = fixture.content(sequence, PAYLOAD_BYTES);
    const what = `the view of payload ${sequence}, in hand`;
    mustEqual(this.#view.slice(), { expected, what });
    mustEqual(this.#part.slice(), { expected: expected.slice(8, 16), what: `a part of ${what}` });
  }

  mustHaveEnded(when: string): void {
    const name = "ViewEnded";
    mustThrow(() => this.#view[0], { name, what: `reading a view ${when}` });
    mustThrow(() => this.#view.length, { name, what: `asking the length of a view ${when}` });
    mustThrow(() => this.#view.slice(), { name, what: `copying a view ${when}` });
    mustThrow(() => this.#part[0], { name, what: `reading a part of a view ${when}` });
  }
}

/** The first record's view; its record has been released on return, and the second's too. */
function takeAndRelease(fixture: RingbufFixture, cursor: CursorSource): Kept {
  const first = takeNext(cursor);
  first.mustLive(fixture, 0);
  const token = isToken(cursor) ? cursor.token : undefined;
  const second = takeNext(cursor);
  second.mustLive(fixture, 1);
  if (fixture.traits.copies) return first; // the second copy took its place
  first.mustLive(fixture, 0);
  if (isToken(cursor) && token !== undefined) {
    cursor.commitToken(token);
    first.mustHaveEnded("after the release of its token");
    second.mustLive(fixture, 1);
  }
  cursor.commit();
  second.mustHaveEnded("after a commit");
  return first;
}

function takeNext(cursor: CursorSource): Kept {
  must(cursor.next() === DATA, { expected: "a payload", actual: "none" });
  return new Kept(cursor);
}

/** The view of one record, taken and looked at in its visit. */
function takeInVisit(
  source: AnySource,
  look: (kept: Kept) => void,
): Kept {
  let kept: Kept | undefined;
  if (isVisitor(source)) {
    source.consume(() => {
      kept = new Kept(source);
      look(kept);
    }, 1);
  }
  must(kept !== undefined, { expected: "a payload", actual: "no visit" });
  return kept;
}
