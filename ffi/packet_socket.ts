/** Packet sockets: frames written to a link as they are, past every layer of the kernel. @module */
import type { OwnedFd } from "./fd.ts";
import { bindSocket, interfaceIndex, openSocket, setSocketOption } from "./socket.ts";
import { packetEndpoint } from "./socket_address.ts";
import { AF_PACKET, PACKET_QDISC_BYPASS, SOCK_RAW, SOL_PACKET } from "./socket_constants.ts";

/** What {@linkcode openPacketSocket} takes. */
export interface PacketSocketOptions {
  /** Hands frames to the device at once, which may drop them: no queue. @default {true} */
  readonly bypassQueue?: boolean;
}

/**
 * Opens a socket that sends frames on a link and receives none; with `send` and `sendmmsg` of
 * `transfer.ts`, without addresses. A frame starts with its Ethernet header. The caller disposes
 * it.
 *
 * @throws {SysError} EPERM without CAP_NET_RAW, ENODEV; nothing stays open.
 */
export function openPacketSocket(linkName: string, options: PacketSocketOptions = {}): OwnedFd {
  const { bypassQueue = true } = options;
  // protocol 0: the kernel hands no packet to it
  using stack = new DisposableStack();
  const socket = stack.use(openSocket({ family: AF_PACKET, type: SOCK_RAW, protocol: 0 }));
  bindSocket(socket.fd, packetEndpoint(interfaceIndex(linkName)));
  const option = { level: SOL_PACKET, option: PACKET_QDISC_BYPASS };
  if (bypassQueue) setSocketOption(socket.fd, option, 1);
  stack.move();
  return socket;
}
