/** What a reader shows of the ring cannot be written to. @module */
import type { Source } from "../../lib/source.ts";
import { holds, must, mustEqual, mustThrow, precondition, type Rule, show } from "../rule.ts";
import { isVisitor, withCursor } from "../hold.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 32;

/** Every way in which a typed array is written. */
const WRITES: Readonly<Record<string, (view: Uint8Array) => unknown>> = {
  "view[0] =": (view) => view[0] = 0xff,
  "fill()": (view) => view.fill(0xff),
  "set()": (view) => view.set([0xff]),
  "copyWithin()": (view) => view.copyWithin(0, 8),
  "reverse()": (view) => view.reverse(),
  "sort()": (view) => view.sort(),
  "subarray().fill()": (view) => view.subarray(0, 4).fill(0xff),
};

export const viewIsReadOnly: Rule<RingbufFixture> = {
  id: "ringbuf/view_is_read_only",
  paths: ["RB-12"],
  requirement: "A write to a record in place MUST fault, and in checked mode throw ViewEnded; " +
    "it MUST NOT change the ring",
  source: "kernel/bpf/ringbuf.c (ringbuf_map_mmap_kern)",
  killedBy: ["view_is_a_copy", "bytes_are_a_copy"],
  on: "both",
  exempt: (traits) => traits.copies ? "what it hands out is its own memory" : undefined,
  check(fixture) {
    const source = fixture.open();
    fixture.produce(payloads(2, PAYLOAD_BYTES));
    const expected = fixture.content(0, PAYLOAD_BYTES);
    const positions = fixture.positions();
    let looked = false;
    const look = (holder: Source) => {
      looked = true;
      mustFault(holder);
      mustRefuse(holder);
      const { bytes, offset, length } = holder;
      mustEqual(bytes.slice(offset, offset + length), { expected, what: "the record afterwards" });
      mustEqual(fixture.positions(), { expected: positions, what: "the ring's positions" });
    };
    if (isVisitor(source)) source.consume(() => look(source), 1);
    else {
      withCursor(source, (cursor) => {
        cursor.next();
        look(cursor);
        cursor.commit();
      });
    }
    precondition(looked, "nothing was handed out");
    return holds();
  },
};

/**
 * Has the kernel write to the record, by a read(2) into it: where a store of ours would end the
 * process with SIGSEGV, the call fails with EFAULT, by the same page's protection.
 */
function mustFault({ bytes, offset }: Source): void {
  using zeros = Deno.openSync("/dev/zero");
  let count: number | null;
  try {
    count = zeros.readSync(bytes.subarray(offset, offset + 1));
  } catch (error) {
    const isFault = error instanceof Error && "code" in error && error.code === "EFAULT";
    must(isFault, { expected: "EFAULT from a write to the record", actual: show(error) });
    return;
  }
  must(false, { expected: "EFAULT from a write to the record", actual: `${count} byte written` });
}

function mustRefuse(source: Source): void {
  for (const [what, write] of Object.entries(WRITES)) {
    mustThrow(() => write(source.view()), { name: "ViewEnded", what: `${what} on a view` });
  }
}
