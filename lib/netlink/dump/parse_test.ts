/** Tests of the parser of dumps, on datagrams made here. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_NOOP,
  NLMSG_OVERRUN,
  NLMSGHDR,
} from "../../../ffi/netlink_constants.ts";
import { INET_DIAG_INFO, INET_DIAG_MSG, SOCK_DIAG_BY_FAMILY } from "../../../ffi/sock_diag.ts";
import { AF_INET, IPPROTO_TCP } from "../../../ffi/socket_constants.ts";
import { StructView } from "../../../ffi/struct.ts";
import { CorruptHeader } from "../../errors.ts";
import {
  DUMP_DONE,
  DUMP_FAILED,
  DUMP_OVERRUN,
  DumpParser,
  NO_MORE,
  type ParseOutcome,
  RECORD,
} from "./parse.ts";

const SEQUENCE = 7;
const TCP_INFO_BYTES = 248;

interface Message {
  readonly type: number;
  readonly body?: Uint8Array;
  readonly flags?: number;
  readonly sequence?: number;
}

function message({ type, body = new Uint8Array(), flags = 0, sequence = SEQUENCE }: Message) {
  const bytes = new Uint8Array((NLMSGHDR.sizeBytes + body.length + 3) & ~3);
  const header = new StructView(NLMSGHDR, bytes);
  header.set("nlmsg_len", NLMSGHDR.sizeBytes + body.length);
  header.set("nlmsg_type", type);
  header.set("nlmsg_flags", flags);
  header.set("nlmsg_seq", sequence);
  bytes.set(body, NLMSGHDR.sizeBytes);
  return bytes;
}

/** One TCP socket on a port, with a tcp_info whose round trip is 1234 µs where asked. */
function socket(port: number, { infoBytes = 0 }: { infoBytes?: number } = {}): Uint8Array {
  const attributeBytes = infoBytes > 0 ? 4 + infoBytes : 0;
  const body = new Uint8Array(INET_DIAG_MSG.sizeBytes + attributeBytes);
  const view = new DataView(body.buffer);
  body[INET_DIAG_MSG.fields.idiag_family.offset] = AF_INET;
  view.setUint16(INET_DIAG_MSG.fields.id.offset, port, false);
  if (attributeBytes > 0) {
    view.setUint16(INET_DIAG_MSG.sizeBytes, attributeBytes, true);
    view.setUint16(INET_DIAG_MSG.sizeBytes + 2, INET_DIAG_INFO, true);
    const rtt = INET_DIAG_MSG.sizeBytes + 4 + 68;
    if (infoBytes >= 72) view.setUint32(rtt, 1234, true);
  }
  return message({ type: SOCK_DIAG_BY_FAMILY, body });
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function parserOf(datagram: Uint8Array): DumpParser {
  const parser = new DumpParser(datagram);
  parser.begin(SEQUENCE, IPPROTO_TCP);
  parser.datagram(0, datagram.length);
  return parser;
}

function outcomes(datagram: Uint8Array): ParseOutcome[] {
  const parser = parserOf(datagram);
  const seen: ParseOutcome[] = [];
  for (;;) {
    seen.push(parser.next());
    if (seen.at(-1) === NO_MORE) return seen;
  }
}

const done = message({ type: NLMSG_DONE, body: new Uint8Array(4) });

Deno.test("next() finds the sockets of a datagram, then its end", () => {
  const parser = parserOf(join([socket(80), socket(443, { infoBytes: TCP_INFO_BYTES }), done]));
  assertEquals([parser.next(), parser.record.sourcePort, parser.record.tcp], [
    RECORD,
    80,
    undefined,
  ]);
  assertEquals([parser.next(), parser.record.sourcePort], [RECORD, 443]);
  assertEquals(parser.record.tcp?.rttUs, 1234);
  assertEquals([parser.next(), parser.next()], [DUMP_DONE, NO_MORE]);
});

Deno.test("next() takes a shorter tcp_info of an older kernel", () => {
  const parser = parserOf(socket(1, { infoBytes: 104 }));
  assertEquals([parser.next(), parser.record.tcp?.rttUs, parser.record.tcp?.bytesSent], [
    RECORD,
    1234,
    0,
  ]);
});

Deno.test("next() passes over messages of another request, and those that say nothing", () => {
  const other = message({ type: NLMSG_DONE, sequence: SEQUENCE - 1 });
  assertEquals(outcomes(join([other, message({ type: NLMSG_NOOP }), socket(1)])), [
    RECORD,
    NO_MORE,
  ]);
});

Deno.test("next() reports an error with its errno, an overrun and an interruption", () => {
  const body = new Uint8Array(Int32Array.of(-16).buffer);
  const parser = parserOf(message({ type: NLMSG_ERROR, body, flags: NLM_F_DUMP_INTR }));
  assertEquals([parser.next(), parser.errno, parser.interrupted], [DUMP_FAILED, 16, true]);
  assertEquals(outcomes(message({ type: NLMSG_OVERRUN })), [DUMP_OVERRUN, NO_MORE]);
});

Deno.test("next() refuses lengths that do not fit", () => {
  const short = socket(1);
  new StructView(NLMSGHDR, short).set("nlmsg_len", 15);
  const long = socket(1);
  new StructView(NLMSGHDR, long).set("nlmsg_len", long.length + 1);
  const attribute = socket(1, { infoBytes: 8 });
  new DataView(attribute.buffer).setUint16(NLMSGHDR.sizeBytes + INET_DIAG_MSG.sizeBytes, 400, true);
  const cut = join([done, Uint8Array.of(1, 2, 3)]);
  const stump = message({ type: SOCK_DIAG_BY_FAMILY, body: new Uint8Array(8) });
  for (const datagram of [short, long, attribute, cut, stump]) {
    assertThrows(() => outcomes(datagram), CorruptHeader);
  }
});

Deno.test("datagram() refuses what is not inside of the memory", () => {
  const parser = new DumpParser(new Uint8Array(16));
  assertThrows(() => parser.datagram(8, 16), RangeError);
});

Deno.test("next() ends on any bytes, with an outcome or CorruptHeader", () => {
  const valid = join([socket(80, { infoBytes: TCP_INFO_BYTES }), socket(1), done]);
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.nat({ max: valid.length - 1 }), fc.nat({ max: 255 })), { maxLength: 6 }),
    fc.nat({ max: valid.length }),
    (changes, length) => {
      const bytes = valid.slice();
      for (const [at, value] of changes) bytes[at] = value;
      const parser = new DumpParser(bytes);
      parser.begin(SEQUENCE, IPPROTO_TCP);
      parser.datagram(0, length);
      try {
        let steps = 0;
        while (parser.next() !== NO_MORE) assert(steps++ < 100);
      } catch (error) {
        assert(error instanceof CorruptHeader);
      }
    },
  ));
});
