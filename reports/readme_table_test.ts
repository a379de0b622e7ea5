/** Tests of the README's table. @module */
import { assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { FAKE_ROWS, FAKE_SCENARIO, fakeResults, fakeRounds } from "../results/fixture.ts";
import { renderReadmeTable } from "./readme_table.ts";

const SETTING = { payloadBytes: 64, consumer: "touch" };
const RESULTS = fakeResults(fakeRounds(FAKE_ROWS, { parameters: SETTING }));

Deno.test("renderReadmeTable() has a row for the baseline, with a value and no ratio", () => {
  const table = renderReadmeTable([RESULTS], { scenario: FAKE_SCENARIO.id, settings: [SETTING] });
  assertMatch(table, /\(baseline\) +\| +[\d.]+ ns \|/);
});

Deno.test("renderReadmeTable() names the command that measured", () => {
  const table = renderReadmeTable([RESULTS], { scenario: FAKE_SCENARIO.id, settings: [SETTING] });
  assertStringIncludes(table, RESULTS.run.command);
});

Deno.test("renderReadmeTable() refuses a setting that was not measured", () => {
  const settings = [{ ...SETTING, payloadBytes: 65 }];
  assertThrows(
    () => renderReadmeTable([RESULTS], { scenario: FAKE_SCENARIO.id, settings }),
    RangeError,
    "65",
  );
});
