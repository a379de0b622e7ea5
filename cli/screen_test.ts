/** Tests of screen.ts: progress without a terminal, and without a reader. @module */
import { assertEquals, assertThrows } from "@std/assert";
import type { Progress } from "../bench/progress.ts";
import { Screen } from "./screen.ts";

function at(scenario: string): Progress {
  const place = { scenarioNumber: 1, scenarioCount: 2, pair: 1, pairs: 8, now: "copy" };
  return { scenario, ...place, share: 0, leftMs: NaN };
}

Deno.test("Screen.show() prints a line as each scenario starts when there is no terminal", () => {
  const texts: string[] = [];
  const decoder = new TextDecoder();
  const screen = new Screen({
    isTerminal: () => false,
    writeSync: (bytes) => texts.push(decoder.decode(bytes)),
  });
  for (const scenario of ["ringbuf/live", "ringbuf/live", "mux/streams"]) screen.show(at(scenario));
  assertEquals(texts.map((text) => text.split(":")[0]), [
    "[1/2] ringbuf/live",
    "[1/2] mux/streams",
  ]);
});

function failing(error: Error): Screen {
  const writeSync = () => {
    throw error;
  };
  return new Screen({ isTerminal: () => false, writeSync });
}

Deno.test("Screen.show() lets the run go on when whoever read it has gone", () => {
  failing(new Deno.errors.BrokenPipe("Broken pipe")).show(at("ringbuf/live"));
});

Deno.test("Screen.show() throws when writing fails for another reason", () => {
  assertThrows(() => failing(new Error("no room")).show(at("ringbuf/live")), Error, "no room");
});
