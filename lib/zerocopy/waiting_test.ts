/** Tests of waiting on a socket by edges. @module */
import { assertEquals } from "@std/assert";
import { Epoll, EPOLLIN } from "../../ffi/epoll.ts";
import { notify } from "../../ffi/eventfd.ts";
import {
  acceptSocket,
  bindEphemeral,
  connectSocket,
  listenOn,
  openSocket,
  setLinger,
} from "../../ffi/socket.ts";
import { AF_INET, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import {
  SenderWaiter,
  WOKEN_BY_CLOSE,
  WOKEN_BY_ERROR,
  WOKEN_BY_HANGUP,
  WOKEN_BY_ROOM,
} from "./waiting.ts";

/** Two connected TCP sockets over loopback, and a waiter on the first. */
class Pair implements Disposable {
  readonly own: OwnedFd;
  readonly peer: OwnedFd;
  readonly waiter: SenderWaiter;
  readonly #stack = new DisposableStack();

  constructor() {
    const options = { family: AF_INET, type: SOCK_STREAM, nonBlocking: false };
    using listener = openSocket(options);
    const address = bindEphemeral(listener.fd, AF_INET);
    listenOn(listener.fd);
    this.own = this.#stack.use(openSocket(options));
    connectSocket(this.own.fd, address);
    this.peer = this.#stack.use(acceptSocket(listener.fd)!);
    this.waiter = this.#stack.use(new SenderWaiter(this.own.fd));
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}

Deno.test("sleep() tells of room once, not for as long as there is some", () => {
  using pair = new Pair();
  assertEquals([pair.waiter.sleep(1000), pair.waiter.sleep(0)], [WOKEN_BY_ROOM, 0]);
});

Deno.test("sleep() tells of a reset once, though the hang-up stays", () => {
  using pair = new Pair();
  setLinger(pair.peer.fd, 0);
  pair.peer[Symbol.dispose]();
  const woken = WOKEN_BY_ROOM | WOKEN_BY_ERROR | WOKEN_BY_HANGUP;
  assertEquals([pair.waiter.sleep(1000), pair.waiter.sleep(0)], [woken, 0]);
});

Deno.test("sleep() ends with a close, again and again until it is forgotten", () => {
  using pair = new Pair();
  pair.waiter.sleep(0);
  notify(pair.waiter.closeFd);
  assertEquals([pair.waiter.sleep(1000), pair.waiter.sleep(1000)], [
    WOKEN_BY_CLOSE,
    WOKEN_BY_CLOSE,
  ]);
  pair.waiter.forgetClose();
  pair.waiter.forgetClose();
  assertEquals(pair.waiter.sleep(0), 0);
});

Deno.test("fd is readable when a sleep would end at once, so that many can be watched", () => {
  using pair = new Pair();
  pair.waiter.sleep(0);
  using outer = Epoll.open();
  outer.add(pair.waiter.fd, { events: EPOLLIN, data: 7 });
  assertEquals(outer.wait(0), 0);
  setLinger(pair.peer.fd, 0);
  pair.peer[Symbol.dispose]();
  assertEquals([outer.wait(1000), outer.data(0)], [1, 7]);
});
