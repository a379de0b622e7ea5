/** Two connected sockets of this process, with small buffers where asked. @module */
import type { OwnedFd } from "../../ffi/fd.ts";
import {
  acceptSocket,
  bindEphemeral,
  connectSocket,
  listenOn,
  openSocket,
  openSocketPair,
  setSocketOption,
} from "../../ffi/socket.ts";
import {
  AF_INET,
  AF_UNIX,
  SO_RCVBUF,
  SO_SNDBUF,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from "../../ffi/socket_constants.ts";

/** What they are made of: a family and a type. */
export type PairName = "udp" | "unixgram" | "unix" | "tcp";

/** Sizes of socket buffers; the kernel doubles them and has a minimum. */
export interface PairOptions {
  readonly sendBufferBytes?: number;
  readonly receiveBufferBytes?: number;
}

/** Two sockets in blocking mode: `near` is connected to `far`. */
export class SocketPair implements Disposable {
  readonly near: OwnedFd;
  readonly far: OwnedFd;

  /** @throws {SysError} from the calls; nothing stays open. */
  constructor(name: PairName, options: PairOptions = {}) {
    using stack = new DisposableStack();
    const [near, far] = openPair(name, options, stack);
    this.near = near;
    this.far = far;
    size(near, SO_SNDBUF, options.sendBufferBytes);
    size(far, SO_RCVBUF, options.receiveBufferBytes);
    stack.move();
  }

  [Symbol.dispose](): void {
    this.near[Symbol.dispose]();
    this.far[Symbol.dispose]();
  }
}

function openPair(
  name: PairName,
  options: PairOptions,
  stack: DisposableStack,
): [OwnedFd, OwnedFd] {
  switch (name) {
    case "unix":
    case "unixgram": {
      const type = name === "unix" ? SOCK_STREAM : SOCK_DGRAM;
      const [near, far] = openSocketPair({ family: AF_UNIX, type, nonBlocking: false });
      return [stack.use(near), stack.use(far)];
    }
    case "udp": {
      const near = stack.use(openInet(SOCK_DGRAM));
      const far = stack.use(openInet(SOCK_DGRAM));
      connectSocket(near.fd, bindEphemeral(far.fd, AF_INET));
      return [near, far];
    }
    case "tcp": {
      using listener = openInet(SOCK_STREAM);
      // inherited by what is accepted, and to be set before the window is agreed on
      size(listener, SO_RCVBUF, options.receiveBufferBytes);
      const address = bindEphemeral(listener.fd, AF_INET);
      listenOn(listener.fd, 1);
      const near = stack.use(openInet(SOCK_STREAM));
      connectSocket(near.fd, address);
      const far = stack.use(acceptSocket(listener.fd, { nonBlocking: false })!);
      return [near, far];
    }
  }
}

function openInet(type: number): OwnedFd {
  return openSocket({ family: AF_INET, type, nonBlocking: false });
}

function size(socket: OwnedFd, option: number, sizeBytes: number | undefined): void {
  if (sizeBytes !== undefined) {
    setSocketOption(socket.fd, { level: SOL_SOCKET, option }, sizeBytes);
  }
}
