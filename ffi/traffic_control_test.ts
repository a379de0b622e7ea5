/** Tests of frames that are sent raw, and of a program that decides which of them pass. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { BpfAssembler } from "./bpf_asm.ts";
import {
  BPF_PROG_TYPE_SCHED_CLS,
  BPF_PROG_TYPE_SOCKET_FILTER,
  BPF_REG_0,
  BPF_REG_1,
} from "./bpf_constants.ts";
import { loadProgram } from "./bpf_program.ts";
import { EPOLLIN } from "./epoll.ts";
import { ERRNO, SysError } from "./errno.ts";
import { MessageVector } from "./message.ts";
import { NativeMemory } from "./memory.ts";
import { testInNamespace } from "./namespace_fixture.ts";
import { openPacketSocket } from "./packet_socket.ts";
import { Rtnetlink } from "./rtnetlink.ts";
import { bindSocket, openSocket } from "./socket.ts";
import { ipv4Endpoint, parseIpv4, parseMac } from "./socket_address.ts";
import { pollReady } from "./socket_fixture.ts";
import { AF_INET, SOCK_DGRAM } from "./socket_constants.ts";
import { addClsact, attachFilter, TC_ACT_OK, TC_ACT_SHOT } from "./traffic_control.ts";
import { recv, send, sendmmsg } from "./transfer.ts";

const HERE = { host: "10.9.0.2", mac: "02:00:00:00:00:02", port: 4242 };
const THERE = { host: "10.9.0.1", mac: "02:00:00:00:00:01" };
const HEADERS_BYTES = 14 + 20 + 8;
const LONG_BYTES = 400;

/** A UDP datagram from THERE to HERE, as it is on the wire. */
function frame(payloadBytes: number): Uint8Array {
  const bytes = new Uint8Array(HEADERS_BYTES + payloadBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(parseMac(HERE.mac), 0);
  bytes.set(parseMac(THERE.mac), 6);
  view.setUint16(12, 0x0800);
  view.setUint16(14, 0x4500);
  view.setUint16(16, 28 + payloadBytes);
  view.setUint16(22, 64 << 8 | 17);
  bytes.set(parseIpv4(THERE.host), 26);
  bytes.set(parseIpv4(HERE.host), 30);
  let sum = 0;
  for (let offset = 14; offset < 34; offset += 2) sum += view.getUint16(offset);
  view.setUint16(24, ~(sum % 0xffff));
  view.setUint16(34, 9);
  view.setUint16(36, HERE.port);
  view.setUint16(38, 8 + payloadBytes);
  return bytes;
}

/** A program that answers `verdict` for frames above LONG_BYTES. */
function loadVerdict(verdict: number, type: number = BPF_PROG_TYPE_SCHED_CLS) {
  const insns = new BpfAssembler()
    .load(4, BPF_REG_1, { src: BPF_REG_1, off: 0 }) // len of struct __sk_buff
    .mov(BPF_REG_0, TC_ACT_OK)
    .jumpIf("le", { dst: BPF_REG_1, with: LONG_BYTES, to: "end" })
    .mov(BPF_REG_0, verdict)
    .label("end")
    .exit()
    .assemble();
  return loadProgram({ type, insns, name: "verdict" });
}

/** Two links: frames written to `far` arrive at `near`, where HERE listens. */
function openWire(stack: DisposableStack) {
  const route = stack.use(new Rtnetlink());
  route.addVethPair("near", "far");
  route.changeLink("near", { mac: HERE.mac, up: true });
  route.changeLink("far", { up: true });
  route.addAddress("near", { host: HERE.host, prefixBits: 24 });
  const receiver = stack.use(openSocket({ family: AF_INET, type: SOCK_DGRAM }));
  bindSocket(receiver.fd, ipv4Endpoint(HERE.host, HERE.port));
  const memory = stack.use(NativeMemory.map({ sizeBytes: 8192 }));
  return { route, receiver, memory };
}

/** Writes frames of these payloads to `far`, in order. */
function inject(memory: NativeMemory, payloads: readonly number[]): void {
  using socket = openPacketSocket("far");
  for (const payloadBytes of payloads) {
    const bytes = frame(payloadBytes);
    memory.bytes.set(bytes);
    assertEquals(
      send(socket.fd, memory.address, BigInt(bytes.byteLength), 0),
      bytes.byteLength,
    );
  }
}

/** The size of the next datagram. */
function nextBytes(fd: number, memory: NativeMemory): number {
  pollReady(fd, EPOLLIN);
  return recv(fd, memory.address, 8192n, 0);
}

testInNamespace("openPacketSocket() sends frames that arrive at the other end", () => {
  using stack = new DisposableStack();
  const { receiver, memory } = openWire(stack);
  inject(memory, [5]);
  assertEquals(nextBytes(receiver.fd, memory), 5);
});

testInNamespace("openPacketSocket() sends a batch of frames with one sendmmsg()", () => {
  using stack = new DisposableStack();
  const { receiver, memory } = openWire(stack);
  using socket = openPacketSocket("far");
  using messages = new MessageVector({ messageCount: 3 });
  [1, 2, 3].forEach((payloadBytes, index) => {
    memory.bytes.set(frame(payloadBytes), index * 64);
    messages.setIovec(index, 0, Number(memory.at(index * 64)), HEADERS_BYTES + payloadBytes);
  });
  assertEquals(sendmmsg(socket.fd, messages.address(0), 3, 0), 3);
  assertEquals([1, 2, 3].map(() => nextBytes(receiver.fd, memory)), [1, 2, 3]);
});

testInNamespace("openPacketSocket() throws ENODEV for a link that is not there", () => {
  assertEquals(assertThrows(() => openPacketSocket("far"), SysError).errno, ERRNO.ENODEV);
});

testInNamespace("attachFilter() on ingress drops what the program says, and nothing else", () => {
  using stack = new DisposableStack();
  const { route, receiver, memory } = openWire(stack);
  using program = loadVerdict(TC_ACT_SHOT);
  addClsact(route.socket, "near");
  attachFilter(route.socket, "near", { programFd: program.fd, programName: "verdict" });
  inject(memory, [LONG_BYTES, 7]);
  assertEquals(nextBytes(receiver.fd, memory), 7);
});

testInNamespace("attachFilter() on ingress lets pass what the program says", () => {
  using stack = new DisposableStack();
  const { route, receiver, memory } = openWire(stack);
  using program = loadVerdict(TC_ACT_OK);
  addClsact(route.socket, "near");
  attachFilter(route.socket, "near", { programFd: program.fd, programName: "verdict" });
  inject(memory, [LONG_BYTES]);
  assertEquals(nextBytes(receiver.fd, memory), LONG_BYTES);
});

testInNamespace("attachFilter() refuses a program of another type", () => {
  using stack = new DisposableStack();
  const { route } = openWire(stack);
  using program = loadVerdict(TC_ACT_SHOT, BPF_PROG_TYPE_SOCKET_FILTER);
  addClsact(route.socket, "near");
  const options = { programFd: program.fd, programName: "verdict" };
  const attach = () => attachFilter(route.socket, "near", options);
  assertEquals(assertThrows(attach, SysError).errno, ERRNO.EINVAL);
});

testInNamespace("addClsact() throws EEXIST the second time", () => {
  using stack = new DisposableStack();
  const { route } = openWire(stack);
  addClsact(route.socket, "near");
  const again = () => addClsact(route.socket, "near");
  assertEquals(assertThrows(again, SysError).errno, ERRNO.EEXIST);
});
