/** Tests of the lines between controller and subject. @module */
import { assertEquals } from "@std/assert";
import { decodeMessage, encodeMessage, readLines } from "./protocol.ts";

function stream(...chunks: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
}

Deno.test("decodeMessage() reads what encodeMessage() wrote", () => {
  assertEquals(decodeMessage(encodeMessage({ kind: "ready" }).trimEnd()), { kind: "ready" });
});

Deno.test("decodeMessage() passes over what an implementation prints", () => {
  assertEquals(decodeMessage('{"kind":"ready"}'), undefined);
});

Deno.test("readLines() joins chunks and keeps a last line without its newline", async () => {
  const lines = await Array.fromAsync(readLines(stream("on", "e\ntw", "o\nrest")));
  assertEquals(lines, ["one", "two", "rest"]);
});
