/** Tests of answer.ts: one sentence a table, and places in place of ratios. @module */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { compareRun } from "../results/compare.ts";
import {
  FAKE_ROWS,
  FAKE_SCENARIO,
  fakeResults,
  fakeRound,
  fakeRounds,
  fakeRun,
} from "../results/fixture.ts";
import type { Metric, ResultLine } from "../results/schema.ts";
import { renderAnswer } from "./answer.ts";
import { createView } from "./view.ts";

function answer(lines: readonly ResultLine[], scenario = FAKE_SCENARIO): string {
  const results = fakeResults(lines, { run: fakeRun({ scenarios: [scenario] }) });
  return renderAnswer(createView(compareRun(results)[0]!, new Map()));
}

function rowsOf(baseline: string, subject: string) {
  return [
    { implementation: baseline, role: "baseline", nsPerOperation: 100 },
    { implementation: baseline, role: "baseline_again", nsPerOperation: 100 },
    { implementation: subject, role: "subject", nsPerOperation: 50 },
  ] as const;
}

const TWO_TABLES = [
  ...fakeRounds(rowsOf("send", "sendmmsg"), { parameters: { direction: "send", batch: 64 } }),
  ...[64, 256].flatMap((batch) =>
    fakeRounds(rowsOf("recvmsg", "recvmmsg"), { parameters: { direction: "receive", batch } })
  ),
];

Deno.test("renderAnswer() has a sentence for each baseline", () => {
  const text = answer(TWO_TABLES);
  assertStringIncludes(
    text,
    "direction receive: CPU of the process per record (`recvmsg`: 100 ns). Better than " +
      "`recvmsg`: `recvmmsg` at every setting",
  );
  assertStringIncludes(text, "direction send, batch 64: CPU of the process per record (`send`: ");
  assertStringIncludes(text, "Better than `send`: `sendmmsg` (2x less)");
});

Deno.test("renderAnswer() compares the rows of one table when the other has no baseline", () => {
  const text = answer(
    TWO_TABLES.map((line) =>
      line.implementation === "send" && line.role === "baseline" ? { ...line, void: "torn" } : line
    ),
  );
  assertStringIncludes(text, "batch 64: No comparison: no round of the baseline counts.");
  assertStringIncludes(text, "Better than `recvmsg`: `recvmmsg` at every setting");
});

Deno.test("renderAnswer() lists settings that have no order, and makes no range of them", () => {
  const lines = ["udp", "unix", "unixgram"].flatMap((destination) =>
    fakeRounds(rowsOf("send", destination === "udp" ? "uring" : "sendmmsg"), {
      parameters: { destination },
    })
  );
  assertStringIncludes(answer(lines), "`sendmmsg` at destination unix, unixgram (");
});

Deno.test("renderAnswer() says where a row has nothing at all", () => {
  const lines = fakeRounds(rowsOf("copy", "unsafe"))
    .map((line) => line.implementation === "unsafe" ? { ...line, cpuNs: 0 } : line);
  assertStringIncludes(answer(lines), "Better than `copy`: `unsafe` (none).");
});

Deno.test("renderAnswer() says which setting it was when there was one only", () => {
  const text = answer(fakeRounds(rowsOf("copy", "unsafe"), { parameters: { payloadBytes: 64 } }));
  assertStringIncludes(text, "(`copy`: 100 ns; the one setting measured: payload 64 B). Better");
});

Deno.test("renderAnswer() names no setting when there were several", () => {
  assertEquals(answer(TWO_TABLES).includes("the one setting measured: batch 64"), false);
});

/** What a question asks for beside the headline: three metrics, one that nobody measured. */
const ASKING = { ...FAKE_SCENARIO, asked: ["latencyP99Ns", "wakeups", "systemNs", "missing"] };

function askedOf(unsafeLatencyNs: number): string {
  const lines = fakeRounds(rowsOf("copy", "unsafe")).map((line) => {
    const isUnsafe = line.implementation === "unsafe";
    const latencyP99Ns = (isUnsafe ? unsafeLatencyNs : 1000) + line.pair;
    return { ...line, extra: { latencyP99Ns, wakeups: line.operations / (isUnsafe ? 100 : 50) } };
  });
  return answer(lines, ASKING);
}

Deno.test("renderAnswer() tells of each metric that the question asks for, and who differs", () => {
  assertStringIncludes(
    askedOf(4000),
    "Latency p99 (`copy`: 1.00 µs): worse than `copy`: `unsafe` (4x more).",
  );
});

Deno.test("renderAnswer() says so when nobody differs in what is asked", () => {
  assertStringIncludes(askedOf(1000), "Latency p99 (`copy`: 1.00 µs): no difference shown.");
});

Deno.test("renderAnswer() lists what each has when neither way is better", () => {
  assertStringIncludes(askedOf(1000), "Wake-ups per record: `copy` 0.02, `unsafe` 0.01.");
});

const KIB = 1024;
const SEARCH = {
  ...FAKE_SCENARIO,
  headline: "sizeBytes",
  metrics: [
    {
      ...metric("sizeBytes"),
      crossover: {
        against: "send",
        low: "lowBytes",
        high: "highBytes",
        least: KIB,
        most: 1024 * KIB,
      },
    },
    metric("lowBytes"),
    metric("highBytes"),
  ],
};

function metric(id: string): Metric {
  return { id, title: id, unit: "bytes", evidence: "exact", better: "lower", per: "round" };
}

Deno.test("renderAnswer() gives a quotient, though processes of the baseline differ", () => {
  const quotient = { ...metric("overC"), title: "TypeScript over C", isQuotient: true };
  const scenario = { ...FAKE_SCENARIO, metrics: [...FAKE_SCENARIO.metrics ?? [], quotient] };
  const rounds = [0, 1, 2].map((pair) =>
    fakeRound({
      implementation: "native",
      role: "native",
      pair,
      extra: { overC: 1.03 },
      parameters: {},
    })
  );
  const apart = FAKE_ROWS.map((row) =>
    row.role === "baseline_again" ? { ...row, nsPerOperation: 75 } : row
  );
  const lines = [...fakeRounds(apart, { parameters: {} }), ...rounds];
  assertStringIncludes(answer(lines, scenario), "TypeScript over C: 1.03x");
});

function search(extra: Record<string, number>) {
  return [0, 1, 2].map((pair) =>
    fakeRound({ implementation: "msg_zerocopy", role: "subject", pair, extra, parameters: {} })
  );
}

for (
  const [what, extra, said] of [
    [
      "the size of a crossover and its interval",
      { sizeBytes: 24 * KIB, lowBytes: 8 * KIB, highBytes: 64 * KIB },
      "`msg_zerocopy` overtakes `send` at 24 KiB (surely not up to 8 KiB, surely from 64 KiB on).",
    ],
    [
      "an interval that is open",
      { sizeBytes: 24 * KIB, lowBytes: 0, highBytes: 64 * KIB },
      "`msg_zerocopy` overtakes `send` at 24 KiB (surely from 64 KiB on).",
    ],
    [
      "that there is none",
      { lowBytes: 1024 * KIB, highBytes: 2048 * KIB },
      "`msg_zerocopy`: no crossover found up to 1 MiB: `send` is cheaper.",
    ],
    [
      "that it is cheaper from the start",
      { lowBytes: 0, highBytes: KIB },
      "`msg_zerocopy` is cheaper than `send` from 1 KiB on, the least size tried.",
    ],
  ] as const
) {
  Deno.test(`renderAnswer() tells ${what}`, () =>
    assertEquals(answer(search(extra), SEARCH), said));
}

Deno.test("renderAnswer() tells a change once that is the same in all slices", () => {
  const lines = ["touch", "parse"].flatMap((consumer) =>
    [64, 128].flatMap((payloadBytes) =>
      fakeRounds(rowsOf("copy", "unsafe"), { parameters: { consumer, payloadBytes } })
    )
  );
  assertStringIncludes(answer(lines), "`unsafe` at every setting (2x less).");
});

Deno.test("renderAnswer() tells a change for each slice where they differ", () => {
  const nsBy = { touch: 50, parse: 20 };
  const lines = (["touch", "parse"] as const).flatMap((consumer) =>
    [64, 128].flatMap((payloadBytes) =>
      fakeRounds(
        rowsOf("copy", "unsafe").map((row) =>
          row.role === "subject" ? { ...row, nsPerOperation: nsBy[consumer] } : row
        ),
        { parameters: { consumer, payloadBytes } },
      )
    )
  );
  assertStringIncludes(answer(lines), "(consumer touch: 2x less; consumer parse: 5x less)");
});
