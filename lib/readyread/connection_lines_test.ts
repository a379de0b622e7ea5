/** Tests of lines of connections. @module */
import { assert, assertEquals } from "@std/assert";
import { ConnectionLines } from "./connection_lines.ts";

const [ONE, OTHER] = [0, 1];

/** Takes everybody out of a line, in order. */
function drain(lines: ConnectionLines, line: number): number[] {
  const out: number[] = [];
  while (!lines.isEmpty(line)) out.push(lines.shift(line));
  return out;
}

Deno.test("shift() gives connections in the order in which they came", () => {
  const lines = new ConnectionLines(5, { lineCount: 2 });
  for (const connection of [3, 0, 4]) lines.push(ONE, connection);
  lines.push(OTHER, 1);
  assertEquals(drain(lines, ONE), [3, 0, 4]);
  assertEquals(drain(lines, OTHER), [1]);
});

Deno.test("remove() takes a connection out of the front, the middle and the end", () => {
  for (const gone of [3, 0, 4]) {
    const lines = new ConnectionLines(5, { lineCount: 2 });
    for (const connection of [3, 0, 4]) lines.push(ONE, connection);
    lines.remove(gone);
    lines.push(ONE, 2);
    assertEquals(drain(lines, ONE), [3, 0, 4, 2].filter((connection) => connection !== gone));
  }
});

Deno.test("remove() does nothing to one that is in no line", () => {
  const lines = new ConnectionLines(3, { lineCount: 2 });
  lines.push(ONE, 1);
  lines.remove(0);
  lines.remove(1);
  lines.remove(1);
  assert(lines.isEmpty(ONE));
});

Deno.test("push() takes a connection out of the line that it was in", () => {
  const lines = new ConnectionLines(3, { lineCount: 2 });
  for (const connection of [0, 1, 2]) lines.push(ONE, connection);
  lines.push(OTHER, 1);
  lines.push(ONE, 0);
  assertEquals([drain(lines, ONE), drain(lines, OTHER)], [[2, 0], [1]]);
});
