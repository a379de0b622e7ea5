/** A TCP connection whose peer hears nothing any more: its owner's sends time out. @module */
import { NativeMemory } from "../../ffi/memory.ts";
import { setOptionBytes, setSocketOption } from "../../ffi/socket.ts";
import { IPPROTO_TCP, SOL_SOCKET, TCP_USER_TIMEOUT } from "../../ffi/socket_constants.ts";
import type { Line } from "./line.ts";

/** asm-generic/socket.h */
const SO_ATTACH_FILTER = 26;
/** linux/filter.h: `ret #0`, which drops whatever comes. */
const DROP = Uint32Array.of(0x06, 0);
const USER_TIMEOUT_MS = 20;
/** The first retransmission, some 200 ms later, sees that the time is over. */
export const TIMED_OUT_AFTER_MS = 2000;

/** Lets the peer's socket drop what comes in, and the near end wait for its answers but briefly. */
export function dropAll(line: Line): void {
  using memory = NativeMemory.map({ sizeBytes: DROP.byteLength });
  memory.bytes.set(new Uint8Array(DROP.buffer));
  const program = new Uint8Array(16); // struct sock_fprog
  const view = new DataView(program.buffer);
  view.setUint16(0, 1, true);
  view.setBigUint64(8, memory.address, true);
  setOptionBytes(line.peerFd, { level: SOL_SOCKET, option: SO_ATTACH_FILTER }, program);
  const option = { level: IPPROTO_TCP, option: TCP_USER_TIMEOUT };
  setSocketOption(line.fd, option, USER_TIMEOUT_MS);
}
