/** Tests of numbers, names and tables as text. @module */
import { assertEquals } from "@std/assert";
import { bar } from "./charts.ts";
import {
  chooseScale,
  escapeText,
  formatCode,
  formatNumber,
  formatPercent,
  formatRatio,
  formatValue,
  joinWords,
  pluralOperation,
  renderTable,
} from "./format.ts";

Deno.test("formatNumber() keeps three digits and no exponent", () => {
  const shown = [0, 5, 12.345, 99.96, 123.4, 12345.6, 0.01234, 1e-9, Infinity].map(formatNumber);
  assertEquals(shown, ["0", "5", "12.3", "100", "123", "12,346", "0.0123", "<0.001", "∞"]);
});

Deno.test("formatValue() scales by the unit", () => {
  const shown = [formatValue(1234, "ns"), formatValue(65536, "bytes"), formatValue(2e9, "bytes/s")];
  assertEquals(shown, ["1.23 µs", "64 KiB", "2 GB/s"]);
});

Deno.test("formatRatio() always has three digits", () => {
  assertEquals([0.2, 1, 12.34, 123].map(formatRatio), ["0.200x", "1.00x", "12.3x", "123x"]);
});

Deno.test("formatPercent() has no nonsense for what is not known", () => {
  assertEquals([0.0312, 0.5, Infinity, 1e9].map(formatPercent), [
    "3.1 %",
    "50 %",
    "unknown",
    "over 1,000,000 %",
  ]);
});

Deno.test("escapeText() disarms Markdown and HTML, and leaves words alone", () => {
  assertEquals(
    escapeText("a|b *c* <d>\n`e` x86_64 _f_"),
    "a\\|b \\*c\\* &lt;d> \\`e\\` x86_64 \\_f\\_",
  );
});

Deno.test("formatCode() shortens the middle of a long name, by characters", () => {
  assertEquals(formatCode("漢".repeat(60)), `\`${"漢".repeat(19)}…${"漢".repeat(19)}\``);
});

Deno.test("joinWords() reads as a list", () => {
  assertEquals([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(joinWords), [
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
});

Deno.test("renderTable() lines its columns up", () => {
  assertEquals(
    renderTable(["a", "b"], [["ä", "1"]], { right: [1] }),
    "| a |  b |\n| :- | -: |\n| ä |  1 |".replaceAll("| a |", "| a  |").replaceAll(
      "| ä |",
      "| ä  |",
    ),
  );
});

Deno.test("bar() never vanishes, and is full at one", () => {
  assertEquals([bar(0), bar(1).length, bar(NaN)], ["▏", 32, "▏"]);
});

Deno.test("chooseScale() takes the largest unit that leaves no value invisible", () => {
  const units = [[4, 270], [400_000, 13_000_000], [5, 13_000], []].map((values) =>
    chooseScale(values, "ns").unit
  );
  assertEquals(units, ["ns", "ms", "ns", "ns"]);
  assertEquals(chooseScale([0, 300_000, 2 ** 24], "bytes"), { unit: "MiB", divisor: 2 ** 20 });
});

Deno.test("formatPercent() does not round a small share to nothing", () => {
  assertEquals([0, 0.0001, -0.0001, 0.034, 0.34].map(formatPercent), [
    "0 %",
    "<0.1 %",
    "-<0.1 %",
    "3.4 %",
    "34 %",
  ]);
});

Deno.test("pluralOperation() leaves units as they are", () => {
  assertEquals(["record", "second blocked", "KiB"].map(pluralOperation), [
    "records",
    "seconds blocked",
    "KiB",
  ]);
});
