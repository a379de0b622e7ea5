/** Connections for the tests of sockets. @module */
import { Epoll } from "./epoll.ts";
import { waitThrough } from "./epoll_fixture.ts";
import type { OwnedFd } from "./fd.ts";
import { acceptSocket, bindEphemeral, connectSocket, listenOn, openSocket } from "./socket.ts";
import { SOCK_STREAM } from "./socket_constants.ts";

const LIMIT_MS = 5000;

/** Both ends of a connection. */
export interface Connection extends Disposable {
  readonly client: OwnedFd;
  readonly server: OwnedFd;
}

/** A TCP connection over loopback; `family` is AF_INET or AF_INET6. */
export function connectedTcp(family: number): Connection {
  using stack = new DisposableStack();
  using listener = openSocket({ family, type: SOCK_STREAM, nonBlocking: false });
  const address = bindEphemeral(listener.fd, family);
  listenOn(listener.fd);
  const client = stack.use(openSocket({ family, type: SOCK_STREAM }));
  connectSocket(client.fd, address);
  const server = stack.use(acceptSocket(listener.fd)!);
  const owner = stack.move();
  return { client, server, [Symbol.dispose]: () => owner.dispose() };
}

/** Waits until a descriptor is ready for one of the EPOLL bits `events`. Returns those it has. */
export function pollReady(fd: number, events: number): number {
  using epoll = Epoll.open();
  epoll.add(fd, { events, data: 0 });
  if (waitThrough(epoll, LIMIT_MS) !== 1) throw new Error(`Cannot wait for ${fd}: nothing came`);
  return epoll.events(0);
}
