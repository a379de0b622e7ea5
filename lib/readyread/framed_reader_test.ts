/** Tests of the framed reader over each source: whole, cut, large, refused and ended frames. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ERRNO } from "../../ffi/errno.ts";
import { CapReached } from "../errors.ts";
import { BROKEN, DATA, EMPTY, END } from "../outcome.ts";
import { FramedReader } from "./framed_reader.ts";
import { awaited, Pair, STREAMS, testEach, text } from "./read_fixture.ts";

const KIB = 1024;

/** A frame: the length, then the bytes. */
function frame(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(4 + bytes.length);
  new DataView(all.buffer).setUint32(0, bytes.length);
  all.set(bytes, 4);
  return all;
}

function framed(words: string): Uint8Array {
  return frame(new TextEncoder().encode(words));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Bytes that tell where they stand. */
function pattern(sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 13 + (index >> 8)) & 0xff);
}

/** Sends all while reading: a socket holds less than a large frame. Returns the frame. */
function exchange(pair: Pair, reader: FramedReader, bytes: Uint8Array): Uint8Array {
  let sent = 0;
  for (;;) {
    if (sent < bytes.length) sent += pair.send(bytes.subarray(sent));
    const outcome = reader.next();
    if (outcome === DATA) return reader.bytes.slice(reader.offset, reader.offset + reader.length);
    assertEquals(outcome, EMPTY);
    if (sent === bytes.length) reader.wait(1000);
  }
}

for (const kind of STREAMS) {
  testEach(`FramedReader hands out frame by frame, over ${kind}`, ({ source }) => {
    using pair = new Pair(kind);
    using reader = new FramedReader({ source });
    const connection = source.add(pair.fd);
    pair.send(join(framed("one"), framed(""), framed("three")));
    for (const words of ["one", "", "three"]) {
      assertEquals([awaited(reader), reader.connection, text(reader)], [DATA, connection, words]);
      reader.commit();
    }
    assertEquals(reader.next(), EMPTY);
    pair.finish();
    assertEquals([awaited(reader), reader.errno], [END, 0]);
  });

  testEach(`FramedReader puts a frame together byte by byte, over ${kind}`, ({ source }) => {
    using pair = new Pair(kind);
    using reader = new FramedReader({ source });
    source.add(pair.fd);
    const idle = source.pool.bytesOut;
    const bytes = join(framed("in pieces"), framed("x"));
    const seen: string[] = [];
    for (const byte of bytes) {
      pair.send([byte]);
      source.wait(1000);
      while (reader.next() === DATA) {
        seen.push(text(reader));
        reader.commit();
      }
    }
    assertEquals(seen, ["in pieces", "x"]);
    assertEquals([source.pool.bytesOut, source.ledger.inFlight], [idle, 0]);
  });

  testEach(`FramedReader reads frames far longer than a buffer, over ${kind}`, ({ source }) => {
    using pair = new Pair(kind);
    using reader = new FramedReader({ source });
    source.add(pair.fd);
    const idle = source.pool.bytesOut;
    for (const sizeBytes of [63, 64, 65, 4096, 100 * KIB, 1024 * KIB]) {
      const bytes = pattern(sizeBytes);
      assertEquals(exchange(pair, reader, frame(bytes)), bytes);
      reader.commit();
    }
    assertEquals(reader.next(), EMPTY);
    assertEquals([source.pool.bytesOut, source.ledger.inFlight], [idle, 0]);
  });
}

testEach("FramedReader counts what it copies: nothing of a frame that came whole", ({ source }) => {
  using pair = new Pair("unix");
  using reader = new FramedReader({ source });
  source.add(pair.fd);
  pair.send(frame(pattern(20)));
  assertEquals([awaited(reader), reader.copiedBytes], [DATA, 0]);
  reader.commit();
  pair.send(frame(pattern(20)).subarray(0, 14));
  source.wait(1000);
  assertEquals([reader.next(), reader.copiedBytes], [EMPTY, 10]);
});

testEach("FramedReader keeps one buffer of the frame's size for a partial frame", ({ source }) => {
  using pair = new Pair("unix");
  using reader = new FramedReader({ source });
  source.add(pair.fd);
  const before = source.pool.outstanding;
  const bytes = frame(pattern(10_000));
  pair.send(bytes.subarray(0, 4));
  source.wait(1000);
  assertEquals([reader.next(), source.pool.outstanding], [EMPTY, before]);
  pair.send(bytes.subarray(4, 3000));
  source.wait(1000);
  assertEquals(reader.next(), EMPTY);
  assertEquals(source.pool.outstanding, before + 1);
  pair.send(bytes.subarray(3000));
  assertEquals([awaited(reader), reader.length], [DATA, 10_000]);
  reader.commit();
  assertEquals([reader.next(), source.pool.outstanding], [EMPTY, before]);
});

testEach("FramedReader refuses a frame that is too long, and acquires nothing", ({ source }) => {
  using pair = new Pair("unix");
  using other = new Pair("unix");
  using reader = new FramedReader({ source, frameBytesMax: 100 });
  const connection = source.add(pair.fd);
  const otherConnection = source.add(other.fd);
  const { acquired } = source.pool;
  pair.send([0, 0, 0, 101]);
  assertEquals([awaited(reader), reader.connection], [BROKEN, connection]);
  assertEquals(reader.errno, ERRNO.EMSGSIZE);
  assert(source.pool.acquired <= acquired + 1); // what was read into, and no frame
  pair.send([0, 0, 0, 1, 7]);
  assertEquals(reader.next(), EMPTY);
  other.send(framed("fine"));
  assertEquals([awaited(reader), reader.connection, text(reader)], [
    DATA,
    otherConnection,
    "fine",
  ]);
});

testEach("FramedReader refuses a length beyond 2^31, and one that is too short", ({ source }) => {
  using long = new Pair("unix");
  using short = new Pair("unix");
  using reader = new FramedReader({ source, frameBytesMin: 4 });
  source.add(long.fd);
  source.add(short.fd);
  for (const [pair, bytes] of [[long, [255, 255, 255, 255]], [short, [0, 0, 0, 3, 1, 2, 3]]]) {
    (pair as Pair).send(bytes as number[]);
    assertEquals([awaited(reader), reader.errno], [BROKEN, ERRNO.EMSGSIZE]);
  }
});

for (const [where, count] of [["length", 2], ["frame", 9]] as const) {
  testEach(`FramedReader says EPROTO when a stream ends inside a ${where}`, ({ source }) => {
    using pair = new Pair("unix");
    using reader = new FramedReader({ source });
    const connection = source.add(pair.fd);
    pair.send(framed("not all of it").subarray(0, count));
    pair.finish();
    assertEquals([awaited(reader), reader.errno], [BROKEN, ERRNO.EPROTO]);
    assertEquals(reader.next(), EMPTY);
    reader.remove(connection);
    assertEquals(source.ledger.bytesPinned, 0);
  });
}

testEach("FramedReader forgets half a frame when its connection is removed", ({ source }) => {
  using pair = new Pair("unix");
  using again = new Pair("unix");
  using reader = new FramedReader({ source });
  const connection = source.add(pair.fd);
  const { bytesOut } = source.pool;
  pair.send(frame(pattern(5000)).subarray(0, 1000));
  source.wait(1000);
  assertEquals(reader.next(), EMPTY);
  reader.remove(connection);
  assertEquals(source.add(again.fd), connection);
  assertEquals(source.pool.bytesOut, bytesOut);
  again.send(framed("from its start"));
  assertEquals([awaited(reader), text(reader)], [DATA, "from its start"]);
});

testEach("FramedReader keeps frames in hand until the commit", ({ source, name }) => {
  if (name === "pinned") return; // one payload in hand for each connection
  using pair = new Pair("unix");
  using reader = new FramedReader({ source });
  source.add(pair.fd);
  const words = Array.from({ length: 12 }, (_, index) => `word number ${index}`);
  pair.send(join(...words.map(framed)));
  const held = words.map(() => {
    assertEquals(awaited(reader), DATA);
    return [reader.offset, reader.length] as const;
  });
  const seen = held.map(([offset, length]) =>
    new TextDecoder().decode(reader.bytes.slice(offset, offset + length))
  );
  assertEquals(seen, words);
  reader.commit();
});

testEach("FramedReader refuses with CapReached, and goes on after a commit", ({ source }) => {
  using pair = new Pair("unix");
  using reader = new FramedReader({ source });
  source.add(pair.fd);
  pair.send(join(...Array.from({ length: 12 }, (_, index) => frame(Uint8Array.of(index)))));
  const seen: number[] = [];
  let refused = 0;
  while (seen.length < 12) {
    try {
      if (reader.next() === DATA) seen.push(reader.bytes[reader.offset]!);
      else source.wait(1000);
    } catch (error) {
      if (!(error instanceof CapReached)) throw error;
      refused++;
      assertThrows(() => reader.next(), CapReached);
      reader.commit();
    }
  }
  assertEquals(seen, Array.from({ length: 12 }, (_, index) => index));
  assert(refused > 0);
}, { bufferBytes: 10, buffersMax: 2 });

testEach("FramedReader tells the same frames however they are cut", ({ source }) => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 20 }),
      (frames, cuts) => {
        using pair = new Pair("unix");
        using reader = new FramedReader({ source });
        const connection = source.add(pair.fd);
        const bytes = join(...frames.map(frame));
        const seen: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          at += pair.send(bytes.subarray(at, at + cuts[turn % cuts.length]!));
          source.wait(1000);
          while (reader.next() === DATA) {
            seen.push(reader.bytes.slice(reader.offset, reader.offset + reader.length));
            if (turn % 2 === 0) reader.commit();
            else if (source.ledger.inFlight > 0) reader.commit();
          }
          reader.commit();
        }
        assertEquals(seen, frames);
        reader.remove(connection);
      },
    ),
    { numRuns: 25 },
  );
});
