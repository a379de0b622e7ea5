/** Tests of the report command. @module */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FAKE_ROWS, FAKE_SCENARIO, fakeRounds, fakeRun, fakeVerdict } from "../results/fixture.ts";
import { openResults } from "../results/write.ts";
import type { ResultLine, RunLine } from "../results/schema.ts";

function write(path: string, { run, lines }: { run: RunLine; lines: readonly ResultLine[] }): void {
  using writer = openResults(path, { run });
  for (const line of lines) writer.write(line);
  writer.finish();
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function report(...args: string[]): Promise<Ran> {
  return runCommand("report", { args });
}

async function runCommand(
  name: "report" | "sample",
  { args, cwd }: { readonly args: readonly string[]; readonly cwd?: string },
): Promise<Ran> {
  const script = new URL(`./${name}.ts`, import.meta.url).pathname;
  const config = new URL("../deno.json", import.meta.url).pathname;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--config", config, script, ...args],
    env: { NO_COLOR: "1" },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("report renders bench and conformance, and strikes out who broke a rule", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ringside-report-" });
  try {
    write(`${folder}/results.jsonl`, { run: fakeRun(), lines: fakeRounds(FAKE_ROWS) });
    const broken = fakeVerdict({ implementation: "ringbuf/token", verdict: "broken" });
    write(`${folder}/conformance.jsonl`, {
      run: fakeRun({ task: "conformance", scenarios: [] }),
      lines: [broken],
    });
    const out = `${folder}/out`;
    const ran = await report(
      `${folder}/results.jsonl`,
      `${folder}/conformance.jsonl`,
      "--out",
      out,
    );
    assertEquals(ran.code, 0, ran.stderr);
    const names = [...Deno.readDirSync(out)].map(({ name }) => name).toSorted();
    assertEquals(names, ["conformance.md", "junit.xml", "report.md"]);
    assertStringIncludes(Deno.readTextFileSync(`${out}/report.md`), "~~`token`~~");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Writes two bench runs, of a scenario each. Returns their folder. */
async function writeTwoRuns(ids: readonly [string, string]): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "ringside-report-" });
  for (const [index, id] of ids.entries()) {
    const command = `ringside bench ${id}`;
    const run = fakeRun({ command, scenarios: [{ ...FAKE_SCENARIO, id }], quick: index === 1 });
    const lines = fakeRounds(FAKE_ROWS).map((line) => ({ ...line, scenario: id }));
    write(`${folder}/run_${index + 1}.jsonl`, { run, lines });
  }
  return folder;
}

Deno.test("report --merge renders several bench runs as one, and says which is from where", async () => {
  const folder = await writeTwoRuns(["ringbuf/batch", "readyread/idle"]);
  try {
    const files = [`${folder}/run_1.jsonl`, `${folder}/run_2.jsonl`];
    const ran = await report("--merge", ...files, "--out", `${folder}/out`);
    assertEquals([ran.code, ran.stdout], [0, `${folder}/out/report.md\n`], ran.stderr);
    const text = Deno.readTextFileSync(`${folder}/out/report.md`);
    assertMatch(text, /\| 1 +\| `ringside bench ringbuf\/batch` +\| full +\| 2001-01-01T/);
    assertMatch(text, /\| 2 +\| `ringside bench readyread\/idle` +\| quick +\| 2001-01-01T/);
    assertMatch(text, /^- \*\*`readyread\/idle`\*\* .* Quick run 2\.$/m);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("report --merge exits 2 when two runs have measured the same scenario", async () => {
  const folder = await writeTwoRuns(["ringbuf/batch", "ringbuf/batch"]);
  try {
    const ran = await report("--merge", `${folder}/run_1.jsonl`, `${folder}/run_2.jsonl`);
    assertEquals(ran.code, 2);
    assertStringIncludes(ran.stderr, "both have ringbuf/batch; leave one out");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("report exits 2 and names file and line when a line is wrong", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ringside-report-" });
  try {
    Deno.writeTextFileSync(`${folder}/bad.jsonl`, '{"kind":"run","schemaVersion":99}\n');
    const ran = await report(`${folder}/bad.jsonl`);
    assertEquals(ran.code, 2);
    assertStringIncludes(ran.stderr, "bad.jsonl line 1, field schemaVersion");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("report exits 2 when no file is given", async () => {
  const ran = await report();
  assertEquals(ran.code, 2);
  assertStringIncludes(ran.stderr, "needs at least 1 file");
});

const RUN_TEXT = `${JSON.stringify(fakeRun())}\n`;

for (
  const [what, text, said] of [
    ["is empty", "", "it is empty"],
    ["ends within its first line", RUN_TEXT.slice(0, 50), "it is cut off"],
    ["is of another version", RUN_TEXT.replace('sion":1', 'sion":9'), "this version reads 1"],
    ["is not of lines of JSON", `${RUN_TEXT}oops\n`, "line 2: not JSON"],
    ["has no run line", '{"kind":"end","finishedAt":"","complete":true}\n', "must be a run line"],
  ] as const
) {
  Deno.test(`report says so and writes nothing when a file ${what}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "ringside-report-" });
    try {
      Deno.writeTextFileSync(`${folder}/good.jsonl`, RUN_TEXT);
      Deno.writeTextFileSync(`${folder}/bad.jsonl`, text);
      const files = [`${folder}/good.jsonl`, `${folder}/bad.jsonl`];
      const ran = await report(...files, "--out", `${folder}/out`);
      assertEquals([ran.code, ran.stdout], [2, ""]);
      assertStringIncludes(ran.stderr, said);
      assertEquals([...Deno.readDirSync(folder)].length, 2);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("report renders what is whole when the last line was cut off, and says so", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ringside-report-" });
  try {
    const path = `${folder}/results.jsonl`;
    write(path, { run: fakeRun(), lines: fakeRounds(FAKE_ROWS) });
    Deno.writeTextFileSync(path, Deno.readTextFileSync(path).slice(0, -20));
    const ran = await report(path);
    assertEquals(ran.code, 0, ran.stderr);
    assertStringIncludes(ran.stderr, "partial: the file has no end line");
    assertStringIncludes(Deno.readTextFileSync(`${folder}/report.md`), "> **Partial**");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("report exits 2 and names the path when it cannot write there", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ringside-report-" });
  try {
    Deno.writeTextFileSync(`${folder}/good.jsonl`, RUN_TEXT);
    const ran = await report(`${folder}/good.jsonl`, "--out", `${folder}/good.jsonl`);
    assertEquals(ran.code, 2);
    assertStringIncludes(ran.stderr, `Cannot write ${folder}/good.jsonl/report.md: `);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("report --merge exits 2 when no file is of a bench run", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ringside-report-" });
  try {
    const run = fakeRun({ task: "conformance", scenarios: [] });
    write(`${folder}/results.jsonl`, { run, lines: [fakeVerdict()] });
    const ran = await report("--merge", `${folder}/results.jsonl`);
    assertEquals([ran.code, ran.stderr], [
      2,
      "Cannot merge: none of the files is of a bench run\n",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("sample refuses a bench run that is not whole, and writes nothing", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ringside-sample-" });
  try {
    Deno.writeTextFileSync(`${folder}/results.jsonl`, RUN_TEXT);
    const ran = await runCommand("sample", { args: [`${folder}/results.jsonl`], cwd: folder });
    assertEquals(ran.code, 2);
    assertStringIncludes(ran.stderr, "the file has no end line");
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["results.jsonl"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
