/** Tests of the encoder: what it writes, the schema reads, whole and with room to spare. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ENCODED_BYTES_MAX, RecordEncoder, recordType } from "./encode.ts";
import { BbrInfo, SocketMemory, SocketRecord, TcpInfo } from "./socket_record.ts";

const LARGEST = 2 ** 32 - 1;
/** Those of 64 bits may be larger, the others must not. */
const WIDE = /cookie|cgroupId|pacing|bytesA|bytesR|bytesS|deliveryRate$|busy|Limited|bandwidth/i;

/** Sets every number of an object: to `small`, or to the largest that its field can be. */
function fill<T extends object>(target: T, small?: number): T {
  for (const [key, value] of Object.entries(target)) {
    if (typeof value !== "number") continue;
    const largest = WIDE.test(key) ? Number.MAX_SAFE_INTEGER : LARGEST;
    Object.defineProperty(target, key, { value: small ?? largest, enumerable: true });
  }
  return target;
}

function fullRecord(small?: number): SocketRecord {
  const record = fill(new SocketRecord(), small);
  record.sourceAddress = new Uint8Array(16).fill(0xff);
  record.destinationAddress = new Uint8Array(16).fill(0xff);
  record.tcp = fill(new TcpInfo(), small);
  record.memory = fill(new SocketMemory(), small);
  record.bbr = fill(new BbrInfo(), small); // no algorithm has more to say
  record.congestionAlgorithm = "x".repeat(15); // TCP_CA_NAME_MAX, with its zero
  return record;
}

Deno.test("encode() writes what the library's own writer does, of each field", () => {
  for (const record of [fullRecord(5), fullRecord(300), fullRecord()]) {
    const bytes = new Uint8Array(ENCODED_BYTES_MAX + 3);
    const length = new RecordEncoder({ delimited: true }).encode(record, bytes, 3);
    const expected = Uint8Array.from(recordType().encodeDelimited(record).finish());
    assertEquals(bytes.subarray(3, 3 + length), expected);
  }
});

Deno.test("encode() leaves out what is zero, and the schema's reader puts it back", () => {
  const bytes = new Uint8Array(ENCODED_BYTES_MAX);
  const record = new SocketRecord();
  record.family = 2;
  record.tcp = new TcpInfo();
  const length = new RecordEncoder({ delimited: false }).encode(record, bytes, 0);
  const type = recordType();
  const found = type.decode(bytes.subarray(0, length)) as unknown as SocketRecord;
  assertEquals([length, found.family, found.state, found.tcp?.rttUs], [5, 2, 0, 0]);
});

Deno.test("encode() needs no more than ENCODED_BYTES_MAX for the largest record", () => {
  const bytes = new Uint8Array(ENCODED_BYTES_MAX);
  const length = new RecordEncoder({ delimited: true }).encode(fullRecord(), bytes, 0);
  assert(length > ENCODED_BYTES_MAX / 2, `${length} bytes`);
});

Deno.test("encode() refuses a record that does not fit, and writes nothing before it", () => {
  const bytes = new Uint8Array(64);
  const encoder = new RecordEncoder({ delimited: false });
  assertThrows(() => encoder.encode(fullRecord(), bytes, 32), RangeError, "32 are left");
  assertEquals(bytes.subarray(0, 32).every((byte) => byte === 0), true);
});
