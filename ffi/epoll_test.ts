/** Tests of epoll with eventfds, another thread and a signal. @module */
import { assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import { Clock } from "./clock.ts";
import { Epoll, EPOLLIN, EPOLLOUT, INTERRUPTED } from "./epoll.ts";
import { waitThrough } from "./epoll_fixture.ts";
import { ERRNO, SysError } from "./errno.ts";
import { EventFd, notify } from "./eventfd.ts";
import { openMemfd } from "./memfd.ts";
import { threadId } from "./process.ts";
import { makeInterruptible } from "./signals.ts";
import { syscallNumber } from "./syscall_names.ts";

Deno.test("Epoll.wait() returns 0 when nothing is ready", () => {
  using epoll = Epoll.open();
  using event = new EventFd();
  epoll.add(event.fd, { events: EPOLLIN, data: 7 });
  assertEquals(epoll.wait(0), 0);
});

Deno.test("Epoll.wait() tells which descriptors are ready, and for what", () => {
  using epoll = Epoll.open({ eventCount: 3 });
  using first = new EventFd();
  using second = new EventFd();
  epoll.add(first.fd, { events: EPOLLIN, data: 0xfffffffe });
  epoll.add(second.fd, { events: EPOLLIN | EPOLLOUT, data: 3 });
  first.notify();
  assertEquals(epoll.wait(-1), 2);
  const seen = [0, 1].map((index) => [epoll.data(index), epoll.events(index)]);
  assertEquals(new Map(seen as [number, number][]).get(0xfffffffe), EPOLLIN);
  assertEquals(new Map(seen as [number, number][]).get(3), EPOLLOUT);
});

Deno.test("Epoll.wait() reports at most eventCount descriptors", () => {
  using epoll = Epoll.open({ eventCount: 1 });
  using first = new EventFd();
  using second = new EventFd();
  for (const event of [first, second]) {
    epoll.add(event.fd, { events: EPOLLIN, data: event.fd });
    event.notify();
  }
  assertEquals(epoll.wait(Infinity), 1);
});

Deno.test("Epoll.wait() rounds a fraction up, so that a deadline is not met early", () => {
  using epoll = Epoll.open();
  using clock = new Clock();
  const startNs = clock.monotonicNs();
  assertEquals(waitThrough(epoll, 0.2), 0);
  assertGreaterOrEqual(clock.monotonicNs() - startNs, 0.2e6);
});

/** How long a wait may take before it counts as one that never wakes. */
const LIMIT_MS = 20_000;

/** A worker that runs `body` with `data` as its input, until it is disposed. */
function startWorker(body: string, data: unknown): Disposable {
  const url = URL.createObjectURL(new Blob([body], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  worker.postMessage(data);
  return {
    [Symbol.dispose]() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

Deno.test("Epoll.wait() is woken by a notification from another thread", () => {
  using epoll = Epoll.open();
  using event = new EventFd();
  epoll.add(event.fd, { events: EPOLLIN, data: 1 });
  const body = `
    import { notify } from "${import.meta.resolve("./eventfd.ts")}";
    onmessage = ({ data }) => notify(data);`;
  using _worker = startWorker(body, event.fd);
  assertEquals(waitThrough(epoll, LIMIT_MS), 1);
});

Deno.test("Epoll.wait() returns INTERRUPTED when a signal ends it", () => {
  makeInterruptible();
  using epoll = Epoll.open();
  const body = `
    import { threadState } from "${import.meta.resolve("./proc.ts")}";
    import { interruptThread } from "${import.meta.resolve("./signals.ts")}";
    onmessage = ({ data: { threadId, calls } }) => {
      while (!calls.includes(threadState(threadId)?.syscall)) { /* not blocked yet */ }
      interruptThread(threadId);
    };`;
  const calls = [syscallNumber("epoll_wait"), syscallNumber("epoll_pwait")];
  using _worker = startWorker(body, { threadId: threadId(), calls });
  assertEquals(epoll.wait(LIMIT_MS), INTERRUPTED);
});

Deno.test("Epoll.modify() changes what is watched for", () => {
  using epoll = Epoll.open();
  using event = new EventFd();
  epoll.add(event.fd, { events: EPOLLIN, data: 1 });
  epoll.modify(event.fd, { events: EPOLLOUT, data: 2 });
  assertEquals([epoll.wait(0), epoll.data(0), epoll.events(0)], [1, 2, EPOLLOUT]);
});

Deno.test("Epoll.remove() ends the watching", () => {
  using epoll = Epoll.open();
  using event = new EventFd();
  epoll.add(event.fd, { events: EPOLLIN, data: 1 });
  epoll.remove(event.fd);
  notify(event.fd);
  assertEquals(epoll.wait(0), 0);
});

Deno.test("Epoll.add() throws EEXIST for a descriptor that is in", () => {
  using epoll = Epoll.open();
  using event = new EventFd();
  epoll.add(event.fd, { events: EPOLLIN, data: 1 });
  const error = assertThrows(() => epoll.add(event.fd, { events: 0, data: 0 }), SysError);
  assertEquals(error.errno, ERRNO.EEXIST);
});

Deno.test("Epoll.add() throws EPERM for plain memory", () => {
  using epoll = Epoll.open();
  using memory = openMemfd("plain", { sizeBytes: 1 });
  const error = assertThrows(() => epoll.add(memory.fd, { events: EPOLLIN, data: 0 }), SysError);
  assertEquals(error.errno, ERRNO.EPERM);
});

Deno.test("Epoll.open() refuses an event count below 1", () => {
  assertThrows(() => Epoll.open({ eventCount: 0 }), RangeError);
});

Deno.test("Epoll closes its descriptor once when disposed twice", () => {
  const epoll = Epoll.open();
  epoll[Symbol.dispose]();
  epoll[Symbol.dispose](); // a second close would throw EBADF
  assertThrows(() => epoll.add(0, { events: EPOLLIN, data: 0 }), Error, "closed");
});
