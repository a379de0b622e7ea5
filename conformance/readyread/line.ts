/** One connection of a source: a real pair of sockets, its far end in the hands of a rule. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { connectSocket, setLinger, shutdownSocket, socketName } from "../../ffi/socket.ts";
import { MSG_DONTWAIT, MSG_NOSIGNAL, SHUT_WR } from "../../ffi/socket_constants.ts";
import { send } from "../../ffi/transfer.ts";
import { HarnessFault } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { receiveAll, SocketChannel } from "../socket_channel.ts";

/** What is written at once. */
const STAGE_BYTES = 65_536;

/** What the rules go through where a rule is about boundaries, streams or both. */
export const DATAGRAMS: readonly Transport[] = ["unix_datagram", "udp"];
export const STREAMS: readonly Transport[] = ["tcp", "unix_stream"];
export const TRANSPORTS: readonly Transport[] = [...STREAMS, ...DATAGRAMS];

/** How a {@linkcode Line} is made. */
export interface LineOptions {
  /** The mode of the near end. @default {false} */
  readonly blocking?: boolean;
}

/** Ownership: owns both sockets; `fd` is lent to the source, which is disposed before. */
export class Line implements Disposable {
  readonly transport: Transport;
  /** The near end: what the source reads. */
  readonly fd: number;
  readonly peerFd: number;
  readonly #channel: SocketChannel;
  readonly #stage: NativeMemory;
  readonly #stack: DisposableStack;

  /** @throws {SysError} when the kernel refuses; nothing stays open. */
  constructor(transport: Transport, { blocking = false }: LineOptions = {}) {
    using stack = new DisposableStack();
    this.transport = transport;
    this.#channel = stack.use(new SocketChannel({ transport, blocking }));
    this.fd = this.#channel.fd;
    this.peerFd = this.#channel.peer.fd;
    if (transport === "udp") connectSocket(this.peerFd, socketName(this.fd));
    this.#stage = stack.use(NativeMemory.map({ sizeBytes: STAGE_BYTES }));
    this.#stack = stack.move();
  }

  /** Sends from the far end. Returns the bytes there was room for: all of a datagram or none. */
  send(payload: Uint8Array): number {
    return this.#write(this.peerFd, payload);
  }

  /** The same, where there has to be room. @throws {HarnessFault} */
  sendAll(payload: Uint8Array): void {
    const sentBytes = this.send(payload);
    if (sentBytes === payload.length) return;
    throw new HarnessFault(`Only ${sentBytes} of ${payload.length} bytes went out`);
  }

  /** Sends from the near end, as the owner of the socket would. */
  sendBack(payload: Uint8Array): void {
    this.#write(this.fd, payload);
  }

  /** The far end sends nothing more; it stays open. */
  finish(): void {
    shutdownSocket(this.peerFd, SHUT_WR);
  }

  /** Closes the far end. */
  hangUp(): void {
    this.#channel.peer.close();
  }

  /** Closes the far end with a reset (RST): it forgets what is under way. */
  reset(): void {
    setLinger(this.peerFd, 0);
    this.hangUp();
  }

  /** Takes what is there from the near end, as a second reader would; one read. */
  steal(): Uint8Array | undefined {
    return receiveAll(this.fd, 1)[0];
  }

  /** Closes both ends. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  #write(fd: number, payload: Uint8Array): number {
    let sentBytes = 0;
    do {
      const piece = payload.subarray(sentBytes, sentBytes + STAGE_BYTES);
      this.#stage.bytes.set(piece);
      const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
      const count = send(fd, this.#stage.address, BigInt(piece.length), flags);
      if (count === -ERRNO.EINTR) continue;
      if (count === -ERRNO.EAGAIN) break;
      if (count < 0) throw new HarnessFault(new SysError("send", -count).message);
      sentBytes += count;
    } while (sentBytes < payload.length);
    return sentBytes;
  }
}
