/** Tests of the error queue: real zero-copy sends, and scripts for what a kernel seldom does. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { EPOLLERR, EPOLLIN } from "./epoll.ts";
import { ERRNO, SysError } from "./errno.ts";
import {
  ErrorQueue,
  SO_EE_ORIGIN_ICMP,
  SO_EE_ORIGIN_ZEROCOPY,
  SOCK_EXTENDED_ERR,
} from "./error_queue.ts";
import { NativeMemory } from "./memory.ts";
import { CMSGHDR } from "./message.ts";
import { bindEphemeral, connectSocket, openSocket, setSocketOption } from "./socket.ts";
import { connectedTcp, pollReady } from "./socket_fixture.ts";
import {
  AF_INET,
  AF_INET6,
  IP_RECVERR,
  IPV6_RECVERR,
  MSG_CTRUNC,
  MSG_NOSIGNAL,
  MSG_ZEROCOPY,
  SO_ZEROCOPY,
  SOCK_DGRAM,
  SOL_IP,
  SOL_IPV6,
  SOL_SOCKET,
} from "./socket_constants.ts";
import { StructView } from "./struct.ts";
import { recv, send } from "./transfer.ts";

const NO_FD = -1;
const ZEROCOPY = { level: SOL_SOCKET, option: SO_ZEROCOPY };

for (const [name, family] of [["IPv4", AF_INET], ["IPv6", AF_INET6]] as const) {
  Deno.test(`read() tells the ids of zero-copy sends over ${name}, copied as loopback does`, () => {
    using pair = connectedTcp(family);
    using payload = NativeMemory.map({ sizeBytes: 16384 });
    using queue = new ErrorQueue(pair.client.fd);
    setSocketOption(pair.client.fd, ZEROCOPY, 1);
    const flags = MSG_ZEROCOPY | MSG_NOSIGNAL;
    for (let round = 0; round < 3; round++) {
      assertEquals(send(pair.client.fd, payload.address, 16384n, flags), 16384);
    }
    let next = 0;
    while (next < 3) {
      pollReady(pair.client.fd, EPOLLERR);
      while (queue.read()) {
        assertEquals([queue.low, queue.copied], [next, true]);
        next = queue.high + 1;
      }
    }
    assertEquals(next, 3);
  });
}

Deno.test("read() is false on a socket whose queue is empty", () => {
  using pair = connectedTcp(AF_INET);
  using queue = new ErrorQueue(pair.client.fd);
  assertEquals(queue.read(), false);
});

Deno.test("read() finds nothing after a send without SO_ZEROCOPY", () => {
  using pair = connectedTcp(AF_INET);
  using payload = NativeMemory.map({ sizeBytes: 4096 });
  using queue = new ErrorQueue(pair.client.fd);
  send(pair.client.fd, payload.address, 4096n, MSG_ZEROCOPY);
  pollReady(pair.server.fd, EPOLLIN);
  assertEquals(recv(pair.server.fd, payload.address, 4096n, 0), 4096);
  assertEquals(queue.read(), false);
});

Deno.test("read() counts an ICMP error, and is false", () => {
  // connected to itself it hears nobody else, and keeps the port from whoever would
  using deaf = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  const address = bindEphemeral(deaf.fd, AF_INET);
  connectSocket(deaf.fd, address);
  using sender = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  using payload = NativeMemory.map({ sizeBytes: 64 });
  using queue = new ErrorQueue(sender.fd);
  setSocketOption(sender.fd, { level: SOL_IP, option: IP_RECVERR }, 1);
  connectSocket(sender.fd, address);
  send(sender.fd, payload.address, 4n, 0);
  pollReady(sender.fd, EPOLLERR);
  assertEquals(queue.read(), false);
  assertEquals([queue.otherCount, queue.lastOtherErrno], [1, ERRNO.ECONNREFUSED]);
});

Deno.test("read() throws EBADF when the socket was closed", () => {
  using queue = new ErrorQueue(NO_FD);
  assertEquals(assertThrows(() => queue.read(), SysError).errno, ERRNO.EBADF);
});

/** One answer of a scripted recvmsg(2). */
interface Step {
  /** A count, or -errno. */
  readonly result?: number;
  /** Of the control message; none where absent. */
  readonly range?: readonly [low: number, high: number];
  readonly family?: "IPv4" | "IPv6" | "other";
  readonly origin?: number;
  readonly code?: number;
  readonly flags?: number;
}

/** A queue that gives the steps one by one, then EAGAIN. */
function scripted(steps: readonly Step[]): ErrorQueue {
  const remaining = [...steps];
  const queue: ErrorQueue = new ErrorQueue(NO_FD, {
    receive: () => {
      const step = remaining.shift();
      if (step === undefined) return -ERRNO.EAGAIN;
      writeStep(queue, step);
      return step.result ?? 0;
    },
  });
  return queue;
}

function writeStep({ control, header }: ErrorQueue, step: Step): void {
  header.set("msg_flags", step.flags ?? 0);
  header.set64("msg_controllen", 0n);
  if (step.range === undefined) return;
  const { family = "IPv4", origin = SO_EE_ORIGIN_ZEROCOPY, code = 0, range } = step;
  const sizeBytes = CMSGHDR.sizeBytes + SOCK_EXTENDED_ERR.sizeBytes;
  header.set64("msg_controllen", BigInt(sizeBytes));
  const cmsg = new StructView(CMSGHDR, control);
  cmsg.set64("cmsg_len", BigInt(sizeBytes));
  cmsg.set("cmsg_level", { IPv4: SOL_IP, IPv6: SOL_IPV6, other: SOL_SOCKET }[family]);
  cmsg.set("cmsg_type", { IPv4: IP_RECVERR, IPv6: IPV6_RECVERR, other: 2 }[family]);
  const error = new StructView(SOCK_EXTENDED_ERR, control, CMSGHDR.sizeBytes);
  error.set("ee_errno", code);
  error.set("ee_origin", origin);
  error.set("ee_code", 0);
  error.set("ee_info", range[0]);
  error.set("ee_data", range[1]);
}

function rangesOf(queue: ErrorQueue): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  while (queue.read()) ranges.push([queue.low, queue.high]);
  return ranges;
}

Deno.test("read() gives ids above 2^31 and ranges that wrap (scripted)", () => {
  const range = [0xfffffffe, 1] as const;
  using queue = scripted([{ range }]);
  assertEquals(rangesOf(queue), [range]);
});

Deno.test("read() goes on past an error of another origin (scripted)", () => {
  const other = { range: [9, 9], origin: SO_EE_ORIGIN_ICMP, code: 113 } as const;
  using queue = scripted([{ range: [0, 1] }, other, { range: [2, 2], family: "IPv6" }]);
  assertEquals(rangesOf(queue), [[0, 1], [2, 2]]);
  assertEquals([queue.otherCount, queue.lastOtherErrno], [1, 113]);
});

Deno.test("read() counts control data that was cut, and goes on (scripted)", () => {
  using queue = scripted([{ flags: MSG_CTRUNC }, { range: [3, 3] }]);
  assertEquals(rangesOf(queue), [[3, 3]]);
  assertEquals(queue.truncatedCount, 1);
});

Deno.test("read() goes on after EINTR (scripted)", () => {
  using queue = scripted([{ result: -ERRNO.EINTR }, { range: [4, 4] }]);
  assertEquals(rangesOf(queue), [[4, 4]]);
});

Deno.test("read() ends at a message that says nothing, and has not lost the next (scripted)", () => {
  using queue = scripted([{ result: 0 }, { range: [5, 5] }]);
  assertEquals(queue.read(), false);
  assertEquals(queue.emptyCount, 1);
  assertEquals(rangesOf(queue), [[5, 5]]);
});

Deno.test("read() passes over control messages that are no error (scripted)", () => {
  using queue = scripted([{ range: [6, 6], family: "other" }, { range: [7, 7] }]);
  assertEquals(rangesOf(queue), [[7, 7]]);
});

Deno.test("read() counts control data that the kernel really cut", () => {
  using pair = connectedTcp(AF_INET);
  using payload = NativeMemory.map({ sizeBytes: 4096 });
  using queue = new ErrorQueue(pair.client.fd, { controlBytes: 16 });
  setSocketOption(pair.client.fd, ZEROCOPY, 1);
  send(pair.client.fd, payload.address, 4096n, MSG_ZEROCOPY);
  pollReady(pair.client.fd, EPOLLERR);
  assertEquals(queue.read(), false);
  assert(queue.truncatedCount >= 1);
});
