/** Tests of the wire format. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ProtocolError } from "./errors.ts";
import {
  CANCEL,
  FrameDecoder,
  type FrameHeader,
  HEADER_BYTES_MAX,
  headerBytes,
  MESSAGE,
  writeHeader,
} from "./frame.ts";

const HEADER: FrameHeader = {
  kind: MESSAGE,
  done: true,
  control: false,
  stream: 1,
  message: 1,
  payloadBytes: 0,
};

/** A frame of those fields, its payload all of one byte. */
function encode(fields: Partial<FrameHeader>, fill = 7): Uint8Array {
  const header = { ...HEADER, ...fields };
  const bytes = new Uint8Array(HEADER_BYTES_MAX + header.payloadBytes);
  const end = writeHeader(bytes, 0, header);
  return bytes.fill(fill, end, end + header.payloadBytes).slice(0, end + header.payloadBytes);
}

function decoderOf(bytes: Uint8Array, payloadBytesMax = 1000): FrameDecoder {
  const decoder = new FrameDecoder({ payloadBytesMax });
  decoder.feed(bytes, 0, bytes.length);
  return decoder;
}

function fieldsOf(decoder: FrameDecoder): FrameHeader {
  const { kind, done, control, stream, message, payloadBytes } = decoder;
  return { kind, done, control, stream, message, payloadBytes };
}

const headers: fc.Arbitrary<FrameHeader> = fc.record({
  kind: fc.integer({ min: 1, max: 8 }),
  done: fc.boolean(),
  control: fc.boolean(),
  stream: fc.maxSafeNat(),
  message: fc.maxSafeNat(),
  payloadBytes: fc.integer({ min: 0, max: 300 }),
}, { noNullPrototype: true });

Deno.test("writeHeader() writes a kind, flags and three varints", () => {
  const bytes = encode({ stream: 300, message: 2, payloadBytes: 1 }, 9);
  assertEquals([...bytes], [0b0000_0101, 0xac, 0x02, 2, 1, 9]);
});

Deno.test("headerBytes() says what writeHeader() writes", () => {
  fc.assert(fc.property(headers, (header) => {
    const end = writeHeader(new Uint8Array(HEADER_BYTES_MAX), 0, header);
    assertEquals(headerBytes(header), end);
  }));
});

Deno.test("writeHeader() refuses numbers that the wire has no room for", () => {
  const target = new Uint8Array(HEADER_BYTES_MAX);
  for (const wrong of [{ stream: -1 }, { message: 0.5 }, { stream: 2 ** 53 }, { kind: 0 }]) {
    assertThrows(() => writeHeader(target, 0, { ...HEADER, ...wrong }), RangeError);
  }
});

Deno.test("next() finds each frame again, however the bytes arrive", () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(fc.array(headers, { maxLength: 8 }), pieces, (sent, sizes) => {
    const wire = Uint8Array.from(sent.flatMap((header) => [...encode(header)]));
    const decoder = new FrameDecoder({ payloadBytesMax: 300 });
    const found: FrameHeader[] = [];
    let arrived = 0;
    for (let turn = 0; arrived < wire.length; turn++) {
      arrived = Math.min(arrived + sizes[turn % sizes.length]!, wire.length);
      decoder.feed(wire, decoder.consumed, arrived);
      while (decoder.next()) {
        found.push(fieldsOf(decoder));
        const payload = wire.subarray(decoder.payloadOffset, decoder.consumed);
        assert(payload.every((byte) => byte === 7));
      }
      assert(arrived - decoder.consumed < decoder.neededBytes || found.length === sent.length);
    }
    assertEquals(found, sent);
    assertEquals(decoder.consumed, wire.length);
  }));
});

Deno.test("next() says how many bytes a frame takes once its length is known", () => {
  const wire = encode({ payloadBytes: 200 });
  const decoder = decoderOf(wire.subarray(0, 10));
  assertEquals(decoder.next(), false);
  assertEquals(decoder.neededBytes, wire.length);
});

Deno.test("next() refuses a payload above the limit before it is there", () => {
  const decoder = decoderOf(encode({ payloadBytes: 1001 }).subarray(0, 6));
  assertThrows(() => decoder.next(), ProtocolError, "1001");
});

Deno.test("next() takes a payload of just the limit", () => {
  assertEquals(decoderOf(encode({ payloadBytes: 1000 })).next(), true);
});

Deno.test("next() refuses malformed varints", () => {
  const first = MESSAGE << 1;
  const endless = [first, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80];
  const tooLarge = [first, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
  const padded = [first, 0x81, 0x00, 1, 0];
  for (const wire of [endless, tooLarge, padded]) {
    assertThrows(() => decoderOf(Uint8Array.from(wire)).next(), ProtocolError, "varint");
  }
});

Deno.test("next() refuses an unknown kind that is not control", () => {
  for (const kind of [9, 63]) {
    assertThrows(() => decoderOf(encode({ kind })).next(), ProtocolError, `kind ${kind}`);
  }
  assertThrows(() => decoderOf(Uint8Array.of(0x01, 1, 1, 0)).next(), ProtocolError, "kind 0");
});

Deno.test("next() passes over control frames of unknown kinds", () => {
  const unknown = encode({ kind: 40, control: true, payloadBytes: 12 });
  const known = encode({ kind: CANCEL, control: true });
  const decoder = decoderOf(Uint8Array.from([...unknown, ...known, ...unknown]));
  assert(decoder.next());
  assertEquals([decoder.kind, decoder.ignoredCount], [CANCEL, 1]);
  assertEquals(decoder.next(), false);
  assertEquals([decoder.consumed, decoder.ignoredCount], [2 * unknown.length + known.length, 2]);
});

Deno.test("next() stays broken once it lost its place", () => {
  const decoder = decoderOf(encode({ kind: 50 }));
  const first = assertThrows(() => decoder.next());
  const right = encode({});
  decoder.feed(right, 0, right.length);
  assertEquals(assertThrows(() => decoder.next()), first);
});
