/** A TCP connection whose peer takes nothing any more: what its owner sends times out. @module */
import { setSocketOption } from "../../ffi/socket.ts";
import {
  IPPROTO_TCP,
  SO_RCVBUF,
  SO_SNDBUF,
  SOL_SOCKET,
  TCP_USER_TIMEOUT,
} from "../../ffi/socket_constants.ts";
import type { Line } from "./line.ts";

/** The least that the kernel makes of it, so that little fills both. */
const BUFFER_BYTES = 1;
/** More than both ends take. */
const FLOOD_BYTES = 8 << 20;
const USER_TIMEOUT_MS = 20;
/** The second probe of the closed window, some 600 ms later, sees that the time is over. */
export const TIMED_OUT_AFTER_MS = 5000;

/**
 * Fills the way to the peer, which does not read, so that the near end probes a window that stays
 * closed. A filter that drops all would be sooner, but some kernels let only root attach one.
 */
export function stall(line: Line): void {
  setSocketOption(line.peerFd, { level: SOL_SOCKET, option: SO_RCVBUF }, BUFFER_BYTES);
  setSocketOption(line.fd, { level: SOL_SOCKET, option: SO_SNDBUF }, BUFFER_BYTES);
  setSocketOption(line.fd, { level: IPPROTO_TCP, option: TCP_USER_TIMEOUT }, USER_TIMEOUT_MS);
  line.sendBack(new Uint8Array(FLOOD_BYTES));
}
