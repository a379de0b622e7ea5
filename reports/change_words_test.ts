/** Tests of change_words.ts: one unit for both ends of a range. @module */
import { assertEquals } from "@std/assert";
import { describeChanges } from "./change_words.ts";

for (
  const [ratios, words] of [
    [[0.88], "12 % less"],
    [[1.3], "30 % more"],
    [[6.3], "6.3x more"],
    [[0.25, 0.5], "2x to 4x less"],
    [[0.58, 0.47], "1.7x to 2.1x less"],
    [[1.9, 1.2], "20 % to 90 % more"],
    [[0.8, 1.5], "20 % less to 50 % more"],
    [[1 / 1017], "1,017x less"],
    [[0, 0], "none"],
    [[0, 0.25], "4x less to none"],
  ] as const
) {
  Deno.test(`describeChanges() says ${words} of ${ratios.join(" and ")}`, () =>
    assertEquals(describeChanges(ratios), words));
}
