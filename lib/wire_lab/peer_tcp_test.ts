/** Tests of the peer's answers: to records laid out as the BPF program would. @module */
import { assertEquals } from "@std/assert";
import type { SegmentHead } from "./frame.ts";
import { fillPattern } from "./pattern.ts";
import { PeerTcp } from "./peer_tcp.ts";
import { ACK, AT, FIN, RECORD_BYTES, RST, SAMPLE_BYTES, SYN } from "./segment_record.ts";

const WINDOW_BYTES = 1 << 20;
const SYN_SEQUENCE = 99;
const PORT = 7000;

/** A peer, what it said, and a way to let segments arrive. */
function open(): { tcp: PeerTcp; said: SegmentHead[]; arrive: typeof record } {
  const said: SegmentHead[] = [];
  const reply = (head: SegmentHead) => void said.push(head);
  const tcp = new PeerTcp({ windowBytes: WINDOW_BYTES, patternBytes: 4096, reply });
  function arrive(segment: Parameters<typeof record>[0]): DataView {
    const view = record(segment);
    tcp.receive(view, 0);
    return view;
  }
  return { tcp, said, arrive };
}

/** A record of bytes `from` to `to` of the stream, one sample at its end; `spoilt`: a wrong one. */
function record(
  { from = 0, to = from, flags = ACK, port = PORT, spoilt = false }: {
    from?: number;
    to?: number;
    flags?: number;
    port?: number;
    spoilt?: boolean;
  },
): DataView {
  const bytes = new Uint8Array(RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(AT.sourcePort, 40000);
  view.setUint16(AT.destinationPort, port);
  const isSyn = (flags & SYN) !== 0;
  view.setInt32(AT.sequence, isSyn ? SYN_SEQUENCE : SYN_SEQUENCE + 1 + from);
  view.setUint8(AT.flags, flags);
  view.setUint32(AT.payloadBytes, to - from, true);
  const byteCount = Math.min(SAMPLE_BYTES, to - from);
  view.setUint32(AT.sampleCount, byteCount > 0 ? 1 : 0, true);
  const sample = bytes.subarray(AT.samples, AT.samples + byteCount);
  fillPattern(sample, { streamOffset: to - byteCount, periodBytes: 4096 });
  if (spoilt) sample[1]! ^= 1;
  return view;
}

Deno.test("receive() answers a SYN at once, on any port", () => {
  const { said, arrive } = open();
  arrive({ flags: SYN, port: 1 });
  assertEquals([said[0]?.flags, said[0]?.fromPort], [SYN | ACK, 1]);
  assertEquals(said[0]?.acknowledge, SYN_SEQUENCE + 1);
});

Deno.test("settle() acknowledges all that came with one segment", () => {
  const { tcp, said, arrive } = open();
  arrive({ flags: SYN });
  arrive({ to: 1000 });
  arrive({ from: 1000, to: 3000 });
  assertEquals(tcp.settle(0), Infinity);
  assertEquals(said.slice(1).map(({ acknowledge }) => acknowledge), [SYN_SEQUENCE + 3001]);
  assertEquals(tcp.stats(0).acknowledgedBytes, 3000);
});

Deno.test("settle() says nothing while nothing is due", () => {
  const { tcp, said, arrive } = open();
  arrive({ flags: SYN });
  arrive({});
  tcp.settle(0);
  assertEquals(said.length, 1);
});

Deno.test("settle() holds what is late until its time, and no more than was there", () => {
  const { tcp, said, arrive } = open();
  arrive({ flags: SYN });
  tcp.behave({ kind: "late", holdMs: 100 }, null);
  tcp.settle(0); // what a change of behaviour makes due
  tcp.settle(100);
  said.length = 0;
  arrive({ to: 1000 });
  assertEquals(tcp.settle(200), 100);
  arrive({ from: 1000, to: 2000 });
  assertEquals(tcp.settle(250), 50);
  assertEquals(said.length, 0);
  assertEquals(tcp.settle(300), 100);
  tcp.settle(400);
  const told = said.map(({ acknowledge }) => acknowledge - SYN_SEQUENCE - 1);
  assertEquals(told, [1000, 2000]);
});

Deno.test("settle() says nothing when silent, and all of it afterwards", () => {
  const { tcp, said, arrive } = open();
  arrive({ flags: SYN });
  tcp.behave({ kind: "silent" }, null);
  arrive({ to: 1000 });
  tcp.settle(0);
  assertEquals(said.length, 1);
  tcp.behave({ kind: "acknowledge" }, null);
  tcp.settle(0);
  assertEquals(said[1]?.acknowledge, SYN_SEQUENCE + 1001);
});

Deno.test("settle() grants nothing with a zero window, and the whole window afterwards", () => {
  const { tcp, said, arrive } = open();
  arrive({ flags: SYN });
  tcp.behave({ kind: "zero_window" }, null);
  arrive({ to: 1000 });
  tcp.settle(0);
  tcp.behave({ kind: "acknowledge" }, null);
  tcp.settle(0);
  assertEquals(said.slice(1).map(({ windowBytes }) => windowBytes), [0, WINDOW_BYTES]);
});

Deno.test("behave() for a port leaves the others alone", () => {
  const { tcp, said, arrive } = open();
  for (const port of [PORT, PORT + 1]) arrive({ flags: SYN, port });
  tcp.behave({ kind: "silent" }, PORT);
  for (const port of [PORT, PORT + 1]) arrive({ to: 10, port });
  tcp.settle(0);
  assertEquals(said.slice(2).map(({ fromPort }) => fromPort), [PORT + 1]);
});

Deno.test("receive() ends its side when the subject does", () => {
  const { tcp, said, arrive } = open();
  arrive({ flags: SYN });
  arrive({ to: 10, flags: ACK | FIN });
  tcp.settle(0);
  assertEquals([said[1]?.flags, said[1]?.acknowledge], [FIN | ACK, SYN_SEQUENCE + 12]);
  assertEquals(tcp.stats(0).connections[0]?.state, "finished");
});

Deno.test("reset() cuts a connection, once", () => {
  const { tcp, said, arrive } = open();
  arrive({ flags: SYN });
  tcp.reset(null);
  tcp.reset(null);
  assertEquals(said.slice(1).map(({ flags }) => flags & RST), [RST]);
});

Deno.test("receive() judges samples against the pattern and says where the first is wrong", () => {
  const { tcp, arrive } = open();
  arrive({ flags: SYN });
  arrive({ to: 5000 });
  arrive({ from: 5000, to: 5003, spoilt: true });
  const { sampledBytes, corruptBytes, firstCorrupt } = tcp.stats(0);
  assertEquals([sampledBytes, corruptBytes], [SAMPLE_BYTES + 3, 1]);
  assertEquals(firstCorrupt, { port: PORT, streamOffset: 5001 });
});

Deno.test("stats() tells a repeat from what came early, and adds what the ring lost", () => {
  const { tcp, arrive } = open();
  arrive({ flags: SYN });
  arrive({ from: 1000, to: 2000 });
  arrive({ to: 1000 });
  arrive({ from: 500, to: 1500 });
  const { outOfOrder, retransmissions, lost, segments, dataSegments } = tcp.stats(7);
  assertEquals([outOfOrder, retransmissions, lost, segments, dataSegments], [1, 1, 7, 4, 3]);
});
