/** Mutants made from any implementation, a user's too: the same few bugs in whatever style it has. @module */
import { openEventfd } from "../../../ffi/eventfd.ts";
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { AnySource, CursorSource, Visit } from "../../../lib/source.ts";
import { isLease, isVisitor } from "../../hold.ts";
import { replace } from "../../replace.ts";
import type { Mutant } from "../../suite.ts";

/** Every so many records one is lost. */
const LOST_EVERY = 37;

/** Puts a bug into a source that is open. */
type Breaking = (source: AnySource) => AnySource;

/** The mutants of one implementation, named after those of the table whose bug they have. */
export function breakRow(row: RingbufImplementation): readonly Mutant<RingbufImplementation>[] {
  const { copies, style } = row.traits;
  const mutants = [
    breakWith(row, { like: "skips_a_record", bug: "loses every 37th record", breaking: skipping }),
    breakWith(row, {
      like: "leaks_a_descriptor",
      bug: "leaves a descriptor behind at each disposal",
      breaking: leaking,
    }),
  ];
  if (copies || style === "visitor") return mutants;
  const bug = "never gives a record back";
  return [...mutants, breakWith(row, { like: "never_releases", bug, breaking: keeping })];
}

function breakWith(row: RingbufImplementation, how: {
  readonly like: string;
  readonly bug: string;
  readonly breaking: Breaking;
}): Mutant<RingbufImplementation> {
  const { like, bug, breaking } = how;
  const name = `${like}_of_${row.name}`;
  return {
    name,
    like,
    bug: `${row.name}, broken: ${bug}`,
    implementation: {
      name,
      summary: bug,
      source: row.source,
      traits: row.traits,
      probe: () => row.probe(),
      open: (input) => breaking(row.open(input)),
    },
  };
}

function skipping(source: AnySource): AnySource {
  let count = 0;
  if (isVisitor(source)) {
    const consume = (visit: Visit, limit: number) =>
      source.consume((at, length) => {
        if (++count % LOST_EVERY !== 0) return visit(at, length);
      }, limit);
    return replace(source, { consume });
  }
  const skip = (cursor: CursorSource) => ({
    next: (): Outcome => {
      const outcome = cursor.next();
      return outcome === DATA && ++count % LOST_EVERY === 0 ? cursor.next() : outcome;
    },
  });
  return onCursor(source, skip);
}

function keeping(source: AnySource): AnySource {
  return onCursor(source, () => ({ commit: () => {}, commitToken: () => true }));
}

function leaking(source: AnySource): AnySource {
  const dispose = () => {
    openEventfd();
    source[Symbol.dispose]();
  };
  return replace(source, { [Symbol.dispose]: dispose });
}

/** Replaces methods of the cursor, wherever the source has it. */
function onCursor(source: AnySource, change: (cursor: CursorSource) => object): AnySource {
  if (isVisitor(source)) return source;
  if (!isLease(source)) return replace(source, change(source));
  const withLease = <T>(body: (lease: CursorSource) => T): T =>
    source.withLease((lease) => body(replace(lease, change(lease))));
  return replace(source, { withLease });
}
