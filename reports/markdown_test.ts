/** Tests of report.md: one golden report, and what it says when something is missing. @module */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { assertSnapshot } from "@std/testing/snapshot";
import { compareRun } from "../results/compare.ts";
import {
  FAKE_ROWS,
  FAKE_SCENARIO,
  fakeMemory,
  fakeResults,
  fakeRound,
  fakeRounds,
  fakeRun,
  fakeSyscalls,
  fakeVerdict,
} from "../results/fixture.ts";
import type { Results } from "../results/read.ts";
import type { ResultLine, VerdictLine } from "../results/schema.ts";
import { renderBenchMarkdown } from "./markdown.ts";

function render(
  from: Results | readonly ResultLine[],
  verdicts: readonly VerdictLine[] = [],
): string {
  const results = "run" in from ? from : fakeResults(from);
  const { run, partial } = results;
  return renderBenchMarkdown({ run, partial, verdicts, comparisons: compareRun(results) });
}

function answerOf(text: string): string {
  return text.split("\n").find((line) => line.startsWith("- **`"))!;
}

const SIZES = [64, 2048];
const ROUNDS = SIZES.flatMap((payloadBytes) =>
  ["touch", "parse"].flatMap((consumer) =>
    fakeRounds(FAKE_ROWS, { parameters: { payloadBytes, consumer } })
  )
);

Deno.test("renderBenchMarkdown() gives the golden report", async (context) => {
  const unsafe = { implementation: "unsafe", role: "subject" } as const;
  const lines: ResultLine[] = [
    ...ROUNDS,
    fakeSyscalls(),
    fakeSyscalls({ ...unsafe, counts: { epoll_wait: 50, futex: 5 } }),
    fakeMemory(),
    fakeMemory({ ...unsafe, heapBytes: 8_000_000 }),
    { ...fakeRound({ ...unsafe, pair: 1 }), void: "999 of 1000 records" },
    {
      kind: "unavailable",
      scenario: FAKE_SCENARIO.id,
      implementation: null,
      metric: "cycles",
      reason: "no PMU in this machine",
      cure: "run on bare metal",
    },
  ];
  const broken = fakeVerdict({ implementation: "ringbuf/libbpf", verdict: "broken" });
  await assertSnapshot(context, render(lines, [broken]));
});

Deno.test("renderBenchMarkdown() answers from the verdicts", () => {
  const answer = answerOf(render(ROUNDS, [fakeVerdict()]));
  assertStringIncludes(answer, "Better than `copy`: `unsafe` at every setting");
  assertStringIncludes(answer, "at every setting (5x less)");
  assertStringIncludes(answer, "No difference shown: `token` (changes below ");
  assertStringIncludes(answer, "Worse than `copy`: `libbpf` at every setting");
  assertStringIncludes(answer, "copying? CPU of the process per record (`copy`: 50.0 ns). Better");
});

Deno.test("renderBenchMarkdown() says from where on it is better when that changes", () => {
  const lines = [64, 256, 1024].flatMap((payloadBytes) =>
    fakeRounds(
      FAKE_ROWS.map((row) =>
        row.implementation === "unsafe" ? { ...row, nsPerOperation: 3200 / payloadBytes } : row
      ),
      { parameters: { payloadBytes } },
    )
  );
  assertStringIncludes(
    answerOf(render(lines)),
    "Better than `copy`: `unsafe` at payload 256 B to 1 KiB (4x to 16x less).",
  );
});

Deno.test("renderBenchMarkdown() strikes out who broke a rule, and does not rank it", () => {
  const text = render(ROUNDS, [
    fakeVerdict({ implementation: "ringbuf/unsafe", rule: "ringbuf/x", verdict: "broken" }),
  ]);
  assertStringIncludes(
    answerOf(text),
    "Struck out and not ranked: ~~`unsafe`~~ (broke `ringbuf/x`)",
  );
  assert(!answerOf(text).includes("`unsafe` at every setting"));
  assertMatch(text, /\| ~~`unsafe`~~ +\| +9\.99 \|/);
});

Deno.test("renderBenchMarkdown() says that nobody is struck out when there are no verdicts", () => {
  assertStringIncludes(render(ROUNDS), "No conformance verdicts were given");
});

Deno.test("renderBenchMarkdown() says partial, and why, on top", () => {
  const text = render(fakeResults(ROUNDS, { partial: "interrupted by SIGINT" }));
  assertMatch(text.split("\n")[2]!, /^> \*\*Partial\*\*: interrupted by SIGINT\./);
});

Deno.test("renderBenchMarkdown() stamps a scenario that is not fit to compare", () => {
  const rows = FAKE_ROWS.map((row) =>
    row.role === "baseline_again" ? { ...row, nsPerOperation: 75 } : row
  );
  const text = render(fakeRounds(rows));
  assertMatch(answerOf(text), /Not fit to compare: two runs of the same baseline .* by 50 %/);
  assertStringIncludes(text, "> **Not fit to compare**");
});

Deno.test("renderBenchMarkdown() says no comparison when the baseline is missing", () => {
  const text = render(ROUNDS.filter(({ role }) => role !== "baseline"));
  assertStringIncludes(answerOf(text), "No comparison: no round of the baseline counts");
  assertMatch(text, /\| `unsafe` +\|/);
});

Deno.test("renderBenchMarkdown() says no answer when nothing was measured", () => {
  assertStringIncludes(answerOf(render([])), "No answer: no round was measured");
});

Deno.test("renderBenchMarkdown() says that all is void when all is void", () => {
  const text = render(ROUNDS.map((round) => ({ ...round, void: "wrong bytes" })));
  assertStringIncludes(answerOf(text), "No answer: every round was void");
  assertMatch(text, /`unsafe`: 64 void rounds, left out: wrong bytes/);
});

Deno.test("renderBenchMarkdown() tells why an implementation is missing, and the cure", () => {
  const text = render([...ROUNDS.filter((line) => line.implementation !== "libbpf"), {
    kind: "unavailable",
    scenario: FAKE_SCENARIO.id,
    implementation: "libbpf",
    metric: null,
    reason: "libbpf.so.1 is not there",
    cure: "apt-get install libbpf1",
  }]);
  assertMatch(text, /\| `libbpf` +\| libbpf\.so\.1 is not there +\| apt-get install libbpf1 +\|/);
});

Deno.test("renderBenchMarkdown() says that the noise is unknown without an A/A row", () => {
  const text = render(ROUNDS.filter(({ role }) => role !== "baseline_again"));
  assertStringIncludes(text, "No A/A row was measured");
});

Deno.test("renderBenchMarkdown() keeps its tables whole with odd, long and foreign names", () => {
  const implementation = "ein|sehr `langer` Name_mit Ümläuten 漢字 und_noch_viel_mehr_dahinter";
  const rows = [FAKE_ROWS[0]!, { implementation, nsPerOperation: 10 }];
  const text = render(fakeRounds(rows));
  const row = text.split("\n").find((line) => line.startsWith("| `ein"))!;
  assertStringIncludes(row, "ein\\|sehr 'langer'");
  assertStringIncludes(row, "…");
  assertEquals(row.replaceAll("\\|", "").split("|").length, 4);
});

for (
  const [what, settings] of [
    ["there is one", [{ payloadBytes: 64 }]],
    ["they have no order", [{ destination: "udp" }, { destination: "unix" }]],
  ] as const
) {
  Deno.test(`renderBenchMarkdown() draws no line between settings when ${what}`, () => {
    const text = render(settings.flatMap((parameters) => fakeRounds(FAKE_ROWS, { parameters })));
    assert(!text.includes("```mermaid") && text.includes("```text"));
  });
}

Deno.test("renderBenchMarkdown() says which rows a chart leaves out", () => {
  const lines = SIZES.flatMap((payloadBytes) =>
    fakeRounds(FAKE_ROWS, { parameters: { payloadBytes } })
      .filter(({ implementation }) => implementation !== "token" || payloadBytes === 64)
  );
  assertMatch(render(lines), /🟦 copy .* · not drawn: token\n/);
});

Deno.test("renderBenchMarkdown() names what a quick run left out, unless another run has it", () => {
  const run = fakeRun({ leftOut: ["zerocopy/crossover", FAKE_SCENARIO.id] });
  assertStringIncludes(
    render(fakeResults(ROUNDS, { run })),
    "Not measured, as a quick run leaves out what takes minutes: `zerocopy/crossover`.",
  );
});

Deno.test("renderBenchMarkdown() says when the host was not idle", () => {
  const { machine } = fakeRun();
  const run = fakeRun({ machine: { ...machine, loadAverage: "0.92 1.74 2.17" } });
  assertStringIncludes(render(fakeResults(ROUNDS, { run })), "not idle before: load average 0.92");
});

Deno.test("renderBenchMarkdown() does not call system calls that twins differ in as much", () => {
  const rows = FAKE_ROWS.map(({ implementation, role = "subject" }) => {
    const epoll_wait = role === "baseline" ? 100 : role === "baseline_again" ? 120 : 85;
    const counts = { epoll_wait: implementation === "unsafe" ? 25 : epoll_wait };
    return fakeSyscalls({ implementation, role, counts });
  });
  const text = render([...ROUNDS, ...rows]);
  assertMatch(text, /\| `token` .*\| ≈ +\|/);
  assertMatch(text, /\| `unsafe` .*\| 4x fewer +\|/);
});

Deno.test("renderBenchMarkdown() shows large times in a unit that reads, and says what is zero", () => {
  const rows = FAKE_ROWS.map((row) => ({ ...row, nsPerOperation: row.nsPerOperation * 10_000 }));
  const scenarios = [{ ...FAKE_SCENARIO, operation: "second blocked" }];
  const lines = fakeRounds(rows).map((line) => ({ ...line, bytes: 0 }));
  const text = render(fakeResults(lines, { run: fakeRun({ scenarios }) }));
  assertMatch(text, /\| ms per second blocked +\|/);
  assertStringIncludes(text, "Counts per 1000 seconds blocked:");
  assertStringIncludes(text, "Zero in every row: System CPU, Voluntary switches, Major faults.");
  assert(!text.includes("B/s"));
});

Deno.test("renderBenchMarkdown() renders a scenario without parameters", () => {
  const text = render(fakeRounds(FAKE_ROWS, { parameters: {} }));
  assertStringIncludes(text, "| ns/record         |  value |");
});

for (const [settings, tables] of [[1, 0], [2, 1]] as const) {
  Deno.test(`renderBenchMarkdown() shows what is asked by itself at ${settings} settings`, () => {
    const run = fakeRun({ scenarios: [{ ...FAKE_SCENARIO, asked: ["latencyP99Ns"] }] });
    const lines = SIZES.slice(0, settings)
      .flatMap((payloadBytes) => fakeRounds(FAKE_ROWS, { parameters: { payloadBytes } }))
      .map((line) => ({ ...line, extra: { latencyP99Ns: 5000 } }));
    const text = render(fakeResults(lines, { run }));
    assertEquals(text.match(/^### Latency p99 \(/gm)?.length ?? 0, tables);
    assertEquals(/\| row .*Latency p99/.test(text), tables === 0);
  });
}

Deno.test("renderBenchMarkdown() fits a job summary with eight scenarios of 32 settings", () => {
  const scenarios = Array.from({ length: 8 }, (_, index) => ({
    ...FAKE_SCENARIO,
    id: `ringbuf/scenario_${index}`,
  }));
  const settings = Array.from({ length: 32 }, (_, index) => ({ payloadBytes: 2 ** index }));
  const lines = scenarios.flatMap(({ id }) =>
    settings.flatMap((parameters) =>
      fakeRounds(FAKE_ROWS, { parameters, pairs: 3, rounds: 1 })
        .map((line) => ({ ...line, scenario: id }))
    )
  );
  const text = render(fakeResults(lines, { run: fakeRun({ scenarios }) }));
  assert(new TextEncoder().encode(text).length < 1024 ** 2);
});
