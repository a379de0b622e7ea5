/** An open that fails half-way unmaps what it had mapped. @module */
import { OwnedFd } from "../../ffi/fd.ts";
import { openEventfd } from "../../ffi/eventfd.ts";
import type { Ring } from "../../lib/ringbuf/contract.ts";
import { countHoldings, describeLeak, type Holdings } from "../counters.ts";
import { readAll } from "../hold.ts";
import { holds, must, mustEqual, type Rule, show } from "../rule.ts";
import { payloads } from "../source_fixture.ts";
import type { RingbufFixture } from "./fixture.ts";

const TIMES = 20;

export const failedOpen: Rule<RingbufFixture> = {
  id: "ringbuf/failed_open",
  paths: ["RB-38"],
  requirement:
    "An open MUST fail, and leave no mapping and no descriptor, when the data cannot be " +
    "mapped though the consumer page can, and when the ring's descriptor is something else",
  source: "kernel/bpf/ringbuf.c: ringbuf_map_mmap_kern() refuses what is longer than the ring",
  killedBy: ["failed_open_keeps_the_page"],
  on: "kernel",
  check(fixture) {
    const { ring } = fixture;
    fixture.open()[Symbol.dispose](); // libraries are opened by the first
    using other = new OwnedFd(openEventfd());
    const bad: Readonly<Record<string, Ring>> = {
      "twice as long as the map": { ...ring, sizeBytes: 2 * ring.sizeBytes },
      "whose descriptor is an eventfd": { ...ring, fd: other.fd, pollFd: other.fd },
      "without a descriptor": { ...ring, fd: -1, pollFd: -1 },
    };
    for (const [what, one] of Object.entries(bad)) mustFailCleanly(fixture, { what, ring: one });

    const source = fixture.open();
    fixture.produce(payloads(2, 16));
    mustEqual(readAll(source).payloads.length, {
      expected: 2,
      what: "records read by an open that succeeds afterwards",
    });
    return holds();
  },
};

function mustFailCleanly(
  fixture: RingbufFixture,
  options: { readonly what: string; readonly ring: Ring },
): void {
  const { what, ring } = options;
  const before: Holdings = countHoldings();
  for (let time = 0; time < TIMES; time++) {
    const opened = tryOpen(fixture, ring);
    must(opened === undefined, {
      expected: `an open of a ring ${what} that fails`,
      actual: `it returned ${opened}`,
    });
  }
  const leak = describeLeak(before, countHoldings());
  must(leak === undefined, {
    expected: `nothing left by ${TIMES} failed opens of a ring ${what}`,
    actual: leak,
  });
}

/** What the open gave; undefined when it failed. Which error, is another rule's business. */
function tryOpen(fixture: RingbufFixture, ring: Ring): string | undefined {
  try {
    return show(fixture.openOn(ring));
  } catch {
    return undefined;
  }
}
