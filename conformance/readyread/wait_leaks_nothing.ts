/** However a wait ends, no buffer is out after it but the declared ones. @module */
import { OUTCOME_NAMES } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import type { Step } from "../accomplice.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { TRANSPORTS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";

const PATIENCE_MS = 3000;
const SHORT_MS = 5;

/** What ends a wait, and how it says so. */
const ENDS: readonly {
  readonly expected: string;
  readonly timeoutMs: number;
  readonly steps: (source: ReadSource) => readonly Step[];
}[] = [
  { expected: "DEADLINE", timeoutMs: SHORT_MS, steps: () => [] },
  {
    expected: "FLUSHED",
    timeoutMs: PATIENCE_MS,
    steps: ({ flushFd: fd }) => [{ when: "blocked", action: { kind: "notify", fd } }],
  },
  {
    expected: "CLOSED",
    timeoutMs: PATIENCE_MS,
    steps: ({ closeFd: fd }) => [{ when: "blocked", action: { kind: "notify", fd } }],
  },
];

export const waitLeaksNothing: Rule<ReadFixture> = {
  id: "readyread/wait_leaks_nothing",
  paths: ["RR-6", "RR-12"],
  requirement:
    "A wait ended by its deadline, a flush or a close MUST leave no buffer out but the " +
    "declared ones, and a source that was disposed none at all, payloads in hand or not",
  source: "https://pkg.go.dev/net#Conn",
  killedBy: ["wait_takes_a_buffer", "disposal_forgets_buffers"],
  on: "kernel",
  check(fixture) {
    const lines = TRANSPORTS.map((transport) => fixture.openLine(transport));
    for (const { expected, timeoutMs, steps } of ENDS) {
      using source = fixture.openSource();
      for (const { fd } of lines) source.add(fd);
      const { result } = fixture.accomplice().during(steps(source), () => source.wait(timeoutMs));
      const what = `once a wait ended with ${expected}`;
      mustEqual(OUTCOME_NAMES[result], { expected, what: "how a wait ended" });
      const reading = expected === "CLOSED" ? 0 : lines.length;
      fixture.mustBeIdle(source, { what, reading });
      source[Symbol.dispose]();
      mustEqual(source.pool.outstanding, { expected: 0, what: `buffers after disposal, ${what}` });
    }
    checkDisposalWithPayloads(fixture);
    return holds();
  },
};

function checkDisposalWithPayloads(fixture: ReadFixture): void {
  using line = fixture.openLine("unix_stream");
  using source = fixture.openSource();
  source.add(line.fd);
  line.sendAll(fixture.content(0, 77));
  source.wait(PATIENCE_MS);
  mustEqual(OUTCOME_NAMES[source.next()], { expected: "DATA", what: "a payload that was sent" });
  source[Symbol.dispose]();
  mustEqual(source.pool.outstanding, {
    expected: 0,
    what: "buffers after disposal with a payload in hand",
  });
}
