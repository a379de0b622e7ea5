/** Tests of the buffered reader over each source: every read size, every buffer size, every end. @module */
import { assert, assertEquals } from "@std/assert";
import { BROKEN, DATA, EMPTY, END } from "../outcome.ts";
import { BufferedReader } from "./buffered_reader.ts";
import { awaited, Pair, STREAMS, testEach } from "./read_fixture.ts";
import { readImplementations } from "./table.ts";

const READ_BYTES = [1, 2, 3, 4, 5, 7];
const BUFFER_BYTES = [16, 23, 32, 46, 64, 93, 128, 1024, 4096];
const TEXT = Uint8Array.from({ length: 3000 }, (_, index) => (index * 11 + (index >> 7)) & 0xff);

/** Reads one connection to its end, `readBytes` at a time. */
function readToEnd(reader: BufferedReader, options: {
  readonly connection: number;
  readonly readBytes: number;
}): Uint8Array {
  const { connection, readBytes } = options;
  const all: number[] = [];
  const target = new Uint8Array(readBytes);
  for (let isOver = false; !isOver;) {
    const outcome = reader.next();
    if (outcome === EMPTY) reader.wait(1000);
    isOver = outcome === END;
    for (let count = -1; count !== 0;) {
      count = reader.read(connection, target);
      all.push(...target.subarray(0, count));
    }
    assertEquals(reader.buffered(connection), 0);
  }
  return Uint8Array.from(all);
}

for (const row of readImplementations.filter((row) => row.probe().available)) {
  for (const kind of STREAMS) {
    Deno.test(`${row.name} gives the same bytes for every read and buffer, over ${kind}`, () => {
      for (const bufferBytes of BUFFER_BYTES) {
        for (const readBytes of READ_BYTES) {
          using pair = new Pair(kind);
          using source = row.open({ connectionsMax: 1, bufferBytes, checked: true });
          using reader = new BufferedReader({ source });
          const connection = source.add(pair.fd);
          assertEquals(pair.send(TEXT), TEXT.length);
          pair.finish();
          assertEquals(readToEnd(reader, { connection, readBytes }), TEXT);
        }
      }
    });
  }
}

testEach("BufferedReader releases a buffer with its last byte", ({ source }) => {
  using pair = new Pair("unix");
  using reader = new BufferedReader({ source });
  const connection = source.add(pair.fd);
  const { outstanding } = source.pool;
  pair.say("four");
  assertEquals([awaited(reader), reader.connection], [DATA, connection]);
  assertEquals(source.pool.outstanding, outstanding + 1);
  const target = new Uint8Array(3);
  assertEquals([reader.read(connection, target), source.pool.outstanding], [3, outstanding + 1]);
  assertEquals([reader.read(connection, target), source.pool.outstanding], [1, outstanding]);
  assertEquals(reader.read(connection, target), 0);
});

testEach(
  "BufferedReader keeps the bytes of each connection apart, and their order",
  ({ source }) => {
    using a = new Pair("unix");
    using b = new Pair("unix");
    using reader = new BufferedReader({ source });
    const connections = [source.add(a.fd), source.add(b.fd)];
    for (let round = 0; round < 5; round++) {
      a.say(`a${round}`);
      b.say(`b${round}`);
      source.wait(1000);
      while (reader.next() === DATA);
    }
    const target = new Uint8Array(100);
    const seen = connections.map((one) =>
      new TextDecoder().decode(target.slice(0, reader.read(one, target)))
    );
    assertEquals(seen, ["a0a1a2a3a4", "b0b1b2b3b4"]);
  },
);

testEach("BufferedReader still gives what came before an end", ({ source }) => {
  using ended = new Pair("tcp");
  using broken = new Pair("tcp");
  using reader = new BufferedReader({ source });
  const [first, second] = [source.add(ended.fd), source.add(broken.fd)];
  ended.say("end");
  broken.say("broken");
  ended.finish();
  const outcomes: number[] = [];
  while (outcomes.length < 4) {
    outcomes.push(awaited(reader));
    if (outcomes.length === 3) broken.reset();
  }
  assertEquals(outcomes.sort((a, b) => a - b), [DATA, DATA, END, BROKEN]);
  const target = new Uint8Array(100);
  assertEquals([reader.read(first, target), reader.read(second, target)], [3, 6]);
});

testEach("BufferedReader gives unread buffers back at its disposal", ({ source }) => {
  using pair = new Pair("unix");
  source.add(pair.fd);
  const { outstanding } = source.pool;
  {
    using reader = new BufferedReader({ source });
    pair.say("unread");
    awaited(reader);
    assert(source.pool.outstanding > outstanding);
  }
  assertEquals(source.pool.outstanding, outstanding);
});
