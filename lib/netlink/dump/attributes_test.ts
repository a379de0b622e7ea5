/** Tests of the reader of attributes, on values laid out here. @module */
import { assertEquals } from "@std/assert";
import * as D from "../../../ffi/sock_diag.ts";
import { IPPROTO_TCP, IPPROTO_UDP } from "../../../ffi/socket_constants.ts";
import { AttributeReader } from "./attributes.ts";
import { SocketRecord } from "./socket_record.ts";

/** A record after one attribute with this value. */
function read(type: number, value: Uint8Array, protocol = IPPROTO_TCP): SocketRecord {
  const record = new SocketRecord();
  record.protocol = protocol;
  const bytes = new Uint8Array(8 + value.length); // what follows is not the attribute's
  bytes.set(value);
  new AttributeReader(new DataView(bytes.buffer), record).read(type, 0, value.length);
  return record;
}

function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

function text(name: string): Uint8Array {
  return new TextEncoder().encode(name);
}

Deno.test("read() takes the small ones as numbers", () => {
  assertEquals(read(D.INET_DIAG_TOS, Uint8Array.of(0xb8)).typeOfService, 0xb8);
  assertEquals(read(D.INET_DIAG_TCLASS, Uint8Array.of(0x20)).trafficClass, 0x20);
  assertEquals(read(D.INET_DIAG_SHUTDOWN, Uint8Array.of(3)).shutdown, 3);
  assertEquals(read(D.INET_DIAG_SOCKOPT, Uint8Array.of(0x52, 4)).socketOptions, 0x452);
  assertEquals(read(D.INET_DIAG_CLASS_ID, words(0xfffffffe)).classId, 0xfffffffe);
  assertEquals(read(D.INET_DIAG_CGROUP_ID, words(7, 1)).cgroupId, 2 ** 32 + 7);
});

Deno.test("read() takes the memory of a socket in the kernel's order", () => {
  assertEquals({ ...read(D.INET_DIAG_SKMEMINFO, words(1, 2, 3, 4, 5, 6, 7, 8, 9)).memory }, {
    receiveAllocatedBytes: 1,
    receiveBufferBytes: 2,
    sendAllocatedBytes: 3,
    sendBufferBytes: 4,
    forwardAllocatedBytes: 5,
    sendQueuedBytes: 6,
    optionBytes: 7,
    backlogBytes: 8,
    drops: 9,
  });
});

Deno.test("read() takes what each congestion control says", () => {
  const bbr = read(D.INET_DIAG_BBRINFO, words(1, 2, 3, 4, 5)).bbr;
  const dctcp = read(D.INET_DIAG_DCTCPINFO, words(0x0002_0001, 3, 4, 5)).dctcp;
  const vegas = read(D.INET_DIAG_VEGASINFO, words(1, 2, 3, 4)).vegas;
  assertEquals({ ...bbr }, {
    bandwidth: 2 * 2 ** 32 + 1,
    minimumRttUs: 3,
    pacingGain: 4,
    congestionWindowGain: 5,
  });
  assertEquals({ ...dctcp }, {
    enabled: 1,
    ceState: 2,
    alpha: 3,
    markedBytes: 4,
    totalBytes: 5,
  });
  assertEquals({ ...vegas }, { enabled: 1, rttCount: 2, rttUs: 3, minimumRttUs: 4 });
});

Deno.test("read() tells the names of algorithms apart, one the beginning of another", () => {
  const names = ["bbr", "bbr2", "cubic", "bbr", "bb", "", "cubic"];
  const record = new SocketRecord();
  const bytes = new Uint8Array(16);
  const reader = new AttributeReader(new DataView(bytes.buffer), record);
  const found = names.map((name) => {
    bytes.fill(0x78);
    bytes.set(text(`${name}\0`));
    reader.read(D.INET_DIAG_CONG, 0, name.length + 1);
    return record.congestionAlgorithm;
  });
  assertEquals(found, names);
});

Deno.test("read() takes a name that no zero ends for what the attribute holds", () => {
  assertEquals(read(D.INET_DIAG_CONG, text("reno")).congestionAlgorithm, "reno");
});

Deno.test("read() passes over what is too short, unknown, or empty as of UDP", () => {
  const empty = { ...new SocketRecord() };
  const cut = words(1, 2, 3).subarray(0, 7);
  for (const type of [D.INET_DIAG_SKMEMINFO, D.INET_DIAG_BBRINFO, D.INET_DIAG_CGROUP_ID, 99]) {
    assertEquals({ ...read(type, cut) }, { ...empty, protocol: IPPROTO_TCP });
  }
  const udp = read(D.INET_DIAG_INFO, new Uint8Array(248), IPPROTO_UDP);
  assertEquals(udp.tcp, undefined);
});

Deno.test("clearAttributes() leaves nothing of the socket before", () => {
  const record = new SocketRecord();
  const bytes = new Uint8Array(256).fill(1);
  const reader = new AttributeReader(new DataView(bytes.buffer), record);
  record.protocol = IPPROTO_TCP;
  for (let type = 1; type < 32; type++) reader.read(type, 0, bytes.length);
  record.clearAttributes();
  assertEquals({ ...record }, { ...new SocketRecord(), protocol: IPPROTO_TCP });
});
