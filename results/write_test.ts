/** Tests of writing results files. @module */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { fakeRound, fakeRun } from "./fixture.ts";
import { parseResults, type Results } from "./read.ts";
import { openResults, type ResultWriter } from "./write.ts";

/** Runs `body` with a writer to a file of its own, and reads what it left. */
function written(body: (writer: ResultWriter) => void): Results {
  const path = Deno.makeTempFileSync({ prefix: "ringside-results-" });
  try {
    {
      using writer = openResults(path, { run: fakeRun(), now: () => new Date(0) });
      body(writer);
    }
    return parseResults(Deno.readTextFileSync(path), "written.jsonl");
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("ResultWriter writes what the reader reads", () => {
  const results = written((writer) => {
    writer.write(fakeRound());
    writer.finish();
  });
  assertEquals(results.run, fakeRun());
  assertEquals(results.lines, [fakeRound()]);
  assertEquals(results.end, {
    kind: "end",
    finishedAt: "1970-01-01T00:00:00.000Z",
    complete: true,
  });
});

Deno.test("ResultWriter marks the run partial when it is disposed before the end", () => {
  assertMatch(written(() => {}).partial ?? "", /ended before it was complete/);
});

Deno.test("ResultWriter writes one end line, the first, when it is ended again", () => {
  const results = written((writer) => {
    writer.interrupt("interrupted by SIGINT");
    writer.finish();
    writer.interrupt("again");
  });
  assertEquals(results.partial, "interrupted by SIGINT");
});

Deno.test("ResultWriter refuses a line that does not fit, and writes nothing of it", () => {
  const results = written((writer) => {
    const error = assertThrows(() => writer.write(fakeRound({ operations: -1 })), TypeError);
    assertMatch(error.message, /field operations/);
  });
  assertEquals(results.lines, []);
});

Deno.test("ResultWriter refuses a number that JSON cannot hold", () => {
  written((writer) => {
    assertThrows(() => writer.write(fakeRound({ extra: { x: Infinity } })), TypeError, "extra.x");
    assertThrows(() => writer.write(fakeRound({ wallNs: NaN })), TypeError, "wallNs");
  });
});

Deno.test("ResultWriter refuses lines after the end", () => {
  written((writer) => {
    writer.finish();
    assertThrows(() => writer.write(fakeRound()), Error, "its end line is written");
  });
});

Deno.test("ResultWriter has each line in the file at once", () => {
  written((writer) => {
    writer.write(fakeRound());
    assertEquals(Deno.readTextFileSync(writer.path).split("\n").length, 3);
  });
});

Deno.test("openResults() makes the folder, and says which file it cannot write where it may not", () => {
  const folder = Deno.makeTempDirSync({ prefix: "ringside-results-" });
  openResults(`${folder}/new/results.jsonl`, { run: fakeRun() })[Symbol.dispose]();
  assertThrows(
    () => openResults(`${folder}/new/results.jsonl/below.jsonl`, { run: fakeRun() }),
    Error,
    `Cannot write ${folder}/new/results.jsonl/below.jsonl: `,
  );
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("openResults() leaves nothing open when the run line does not fit", () => {
  const path = Deno.makeTempFileSync({ prefix: "ringside-results-" });
  assertThrows(() => openResults(path, { run: fakeRun({ seed: NaN }) }), TypeError, "seed");
  Deno.removeSync(path);
});

Deno.test("ResultWriter says what is wrong when the disk refuses", () => {
  const file = assertThrows(() => openResults("/dev/full", { run: fakeRun() }), Error);
  assertMatch(file.message, /Cannot write \/dev\/full/);
});

Deno.test("openResults() refuses a file that another run writes, and leaves it alone", () => {
  const results = written((writer) => {
    writer.write(fakeRound());
    const again = () => openResults(writer.path, { run: fakeRun({ seed: 2 }) });
    assertThrows(again, Error, "another run writes it now");
    writer.finish();
  });
  assertEquals([results.run.seed, results.lines.length], [1, 1]);
});
