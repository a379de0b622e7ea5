/** Tests of messages and transfers: batches over socket pairs, truncation, addresses. @module */
import { assertEquals } from "@std/assert";
import { EPOLLIN } from "./epoll.ts";
import { ERRNO } from "./errno.ts";
import type { OwnedFd } from "./fd.ts";
import { NativeMemory } from "./memory.ts";
import { MessageVector } from "./message.ts";
import { bindEphemeral, openSocket, openSocketPair } from "./socket.ts";
import { portOf } from "./socket_address.ts";
import { pollReady } from "./socket_fixture.ts";
import {
  AF_INET,
  AF_UNIX,
  MSG_NOSIGNAL,
  MSG_PEEK,
  MSG_TRUNC,
  SOCK_DGRAM,
  SOCK_STREAM,
} from "./socket_constants.ts";
import {
  readv,
  recv,
  recvfrom,
  recvmmsg,
  recvmsg,
  send,
  sendmmsg,
  sendmsg,
  sendto,
  writev,
} from "./transfer.ts";

const SLOT_BYTES = 64;
const SLOT_COUNT = 4;

/** A socket pair, and a page on each side cut into slots of {@linkcode SLOT_BYTES}. */
class Bench implements Disposable {
  readonly left: OwnedFd;
  readonly right: OwnedFd;
  readonly out: NativeMemory = NativeMemory.map({ sizeBytes: SLOT_BYTES * SLOT_COUNT });
  readonly in: NativeMemory = NativeMemory.map({ sizeBytes: SLOT_BYTES * SLOT_COUNT });

  constructor(type: number) {
    [this.left, this.right] = openSocketPair({ family: AF_UNIX, type });
    this.out.bytes.forEach((_, index, bytes) => bytes[index] = index);
  }

  /** What came into a slot. */
  slot(index: number, sizeBytes: number): number[] {
    const start = index * SLOT_BYTES;
    return [...this.in.bytes.subarray(start, start + sizeBytes)];
  }

  [Symbol.dispose](): void {
    for (const owned of [this.left, this.right, this.out, this.in]) owned[Symbol.dispose]();
  }
}

/** Points one iovec of each message at the slot of its number. */
function pointAt(memory: NativeMemory, sizes: readonly number[]): MessageVector {
  const messages = new MessageVector({ messageCount: sizes.length });
  sizes.forEach((sizeBytes, index) => {
    messages.setIovec(index, 0, Number(memory.at(index * SLOT_BYTES)), sizeBytes);
  });
  return messages;
}

Deno.test("send() and recv() carry bytes over", () => {
  using bench = new Bench(SOCK_STREAM);
  assertEquals(send(bench.left.fd, bench.out.address, 5n, MSG_NOSIGNAL), 5);
  assertEquals(recv(bench.right.fd, bench.in.address, 64n, 0), 5);
  assertEquals(bench.slot(0, 6), [0, 1, 2, 3, 4, 0]);
});

Deno.test("recv() returns -EAGAIN when nothing is there", () => {
  using bench = new Bench(SOCK_STREAM);
  assertEquals(recv(bench.right.fd, bench.in.address, 64n, 0), -ERRNO.EAGAIN);
});

Deno.test("send() returns -EPIPE when nobody reads any more", () => {
  using bench = new Bench(SOCK_STREAM);
  bench.right[Symbol.dispose]();
  assertEquals(send(bench.left.fd, bench.out.address, 5n, MSG_NOSIGNAL), -ERRNO.EPIPE);
});

Deno.test("recv() returns 0 for a datagram without bytes, and takes it", () => {
  using bench = new Bench(SOCK_DGRAM);
  send(bench.left.fd, bench.out.address, 0n, 0);
  const results = [0, 1].map(() => recv(bench.right.fd, bench.in.address, 64n, 0));
  assertEquals(results, [0, -ERRNO.EAGAIN]);
});

Deno.test("sendmmsg() and recvmmsg() carry a batch with its boundaries and order", () => {
  using bench = new Bench(SOCK_DGRAM);
  using outgoing = pointAt(bench.out, [1, 0, 3, 64]);
  using incoming = pointAt(bench.in, [64, 64, 64, 64]);
  assertEquals(sendmmsg(bench.left.fd, outgoing.address(0), 4, 0), 4);
  assertEquals(recvmmsg(bench.right.fd, incoming.address(0), 4, 0), 4);
  assertEquals([0, 1, 2, 3].map((index) => incoming.messageBytes(index)), [1, 0, 3, 64]);
  assertEquals(bench.slot(2, 4), [128, 129, 130, 0]);
});

Deno.test("recvmmsg() returns how many there were when it asked for more", () => {
  using bench = new Bench(SOCK_DGRAM);
  using incoming = pointAt(bench.in, [64, 64, 64, 64]);
  send(bench.left.fd, bench.out.address, 9n, 0);
  assertEquals(recvmmsg(bench.right.fd, incoming.address(0), 4, 0), 1);
});

Deno.test("recvmmsg() flags the one message that was cut, and no other", () => {
  using bench = new Bench(SOCK_DGRAM);
  using outgoing = pointAt(bench.out, [8, 32, 8]);
  using incoming = pointAt(bench.in, [16, 16, 16]);
  sendmmsg(bench.left.fd, outgoing.address(0), 3, 0);
  recvmmsg(bench.right.fd, incoming.address(0), 3, 0);
  const cut = [0, 1, 2].map((index) => incoming.messageFlags(index) & MSG_TRUNC);
  assertEquals(cut, [0, MSG_TRUNC, 0]);
  assertEquals(incoming.messageBytes(1), 16);
});

Deno.test("recvmmsg() with MSG_TRUNC tells the whole size of a message that was cut", () => {
  using bench = new Bench(SOCK_DGRAM);
  using incoming = pointAt(bench.in, [16]);
  send(bench.left.fd, bench.out.address, 40n, 0);
  recvmmsg(bench.right.fd, incoming.address(0), 1, MSG_TRUNC);
  assertEquals(incoming.messageBytes(0), 40);
});

Deno.test("sendmsg() gathers the iovecs that count, in order", () => {
  using bench = new Bench(SOCK_DGRAM);
  using messages = new MessageVector({ messageCount: 1, iovecsPerMessage: 3 });
  messages.setIovec(0, 0, Number(bench.out.at(10)), 2);
  messages.setIovec(0, 1, Number(bench.out.at(20)), 2);
  messages.setIovec(0, 2, Number(bench.out.at(30)), 2);
  messages.setIovecCount(0, 2);
  assertEquals(sendmsg(bench.left.fd, messages.address(0), 0), 4);
  recv(bench.right.fd, bench.in.address, 64n, 0);
  assertEquals(bench.slot(0, 5), [10, 11, 20, 21, 0]);
});

Deno.test("setIovecSize() changes how much a message has, and not where", () => {
  using bench = new Bench(SOCK_DGRAM);
  using messages = pointAt(bench.out, [50]);
  messages.setIovecSize(0, 0, 7);
  assertEquals(sendmsg(bench.left.fd, messages.address(0), 0), 7);
});

Deno.test("recvmsg() with MSG_PEEK leaves the message where it is", () => {
  using bench = new Bench(SOCK_DGRAM);
  using incoming = pointAt(bench.in, [64]);
  send(bench.left.fd, bench.out.address, 9n, 0);
  const results = [MSG_PEEK, 0, 0].map((flags) =>
    recvmsg(bench.right.fd, incoming.address(0), flags)
  );
  assertEquals(results, [9, 9, -ERRNO.EAGAIN]);
});

Deno.test("writev() and readv() take the iovecs of a message", () => {
  using bench = new Bench(SOCK_STREAM);
  using outgoing = new MessageVector({ messageCount: 2, iovecsPerMessage: 2 });
  outgoing.setIovec(1, 0, Number(bench.out.at(10)), 3);
  outgoing.setIovec(1, 1, Number(bench.out.at(40)), 3);
  using incoming = new MessageVector({ messageCount: 1, iovecsPerMessage: 2 });
  incoming.setIovec(0, 0, Number(bench.in.at(0)), 2);
  incoming.setIovec(0, 1, Number(bench.in.at(SLOT_BYTES)), 8);
  assertEquals(writev(bench.left.fd, outgoing.iovecAddress(1), 2), 6);
  assertEquals(readv(bench.right.fd, incoming.iovecAddress(0), 2), 6);
  assertEquals([bench.slot(0, 2), bench.slot(1, 4)], [[10, 11], [12, 40, 41, 42]]);
});

Deno.test("sendto() and recvfrom() carry the addresses of both ends", () => {
  using receiver = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  using sender = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  const to = bindEphemeral(receiver.fd, AF_INET);
  const from = bindEphemeral(sender.fd, AF_INET);
  using memory = NativeMemory.map({ sizeBytes: 64 });
  memory.bytes.set(to, 16);
  memory.bytes[32] = to.byteLength;
  assertEquals(sendto(sender.fd, memory.address, 4n, 0, memory.at(16), to.byteLength), 4);
  pollReady(receiver.fd, EPOLLIN);
  assertEquals(recvfrom(receiver.fd, memory.address, 16n, 0, memory.at(16), memory.at(32)), 4);
  assertEquals(memory.bytes.slice(16, 32), from);
});

Deno.test("rearm() gives a message its room for a name back", () => {
  using receiver = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  using sender = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  const to = bindEphemeral(receiver.fd, AF_INET);
  const port = portOf(bindEphemeral(sender.fd, AF_INET));
  using messages = new MessageVector({ messageCount: 1, nameBytes: 28 });
  const room = messages.nameBytes(0);
  messages.name(0).set(to);
  messages.setNameSize(0, to.byteLength);
  assertEquals(sendmsg(sender.fd, messages.address(0), 0), 0);
  messages.rearm(0);
  assertEquals(messages.nameBytes(0), room);
  pollReady(receiver.fd, EPOLLIN);
  assertEquals(recvmsg(receiver.fd, messages.address(0), 0), 0);
  assertEquals([messages.nameBytes(0), portOf(messages.name(0))], [16, port]);
});
