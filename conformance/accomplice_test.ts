/** Tests of the accomplice: it acts when this thread blocks, and not before. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { Epoll, EPOLLIN, INTERRUPTED } from "../ffi/epoll.ts";
import { waitThrough } from "../ffi/epoll_fixture.ts";
import { EventFd } from "../ffi/eventfd.ts";
import { Accomplice } from "./accomplice.ts";
import { HarnessFault } from "./rule.ts";

/** An epoll that waits for an eventfd. */
function openPair(): { readonly epoll: Epoll; readonly event: EventFd } & Disposable {
  const epoll = Epoll.open();
  const event = new EventFd();
  epoll.add(event.fd, { events: EPOLLIN, data: 1 });
  const dispose = () => {
    epoll[Symbol.dispose]();
    event[Symbol.dispose]();
  };
  return { epoll, event, [Symbol.dispose]: dispose };
}

Deno.test("during() acts once this thread is blocked in epoll_wait", () => {
  using accomplice = new Accomplice();
  using pair = openPair();
  const { result, stepsDone } = accomplice.during(
    [{ when: "blocked", action: { kind: "notify", fd: pair.event.fd } }],
    () => waitThrough(pair.epoll, 5000),
  );
  assertEquals({ result, stepsDone }, { result: 1, stepsDone: 1 });
});

Deno.test("during() leaves a step out whose moment never comes", () => {
  using accomplice = new Accomplice();
  using pair = openPair();
  const { stepsDone } = accomplice.during(
    [{ when: "blocked", action: { kind: "notify", fd: pair.event.fd } }],
    () => 0,
  );
  assertEquals([stepsDone, pair.event.drain()], [0, false]);
});

Deno.test("during() interrupts a blocked call with EINTR", () => {
  using accomplice = new Accomplice();
  using pair = openPair();
  const { result } = accomplice.during(
    [{ when: "blocked", action: { kind: "interrupt" } }],
    () => pair.epoll.wait(5000),
  );
  assertEquals(result, INTERRUPTED);
});

Deno.test("during() throws HarnessFault when an action fails", () => {
  using accomplice = new Accomplice();
  const broken = { when: 0, action: { kind: "notify", fd: 1_000_000 } } as const;
  assertThrows(() => accomplice.during([broken], () => 0), HarnessFault, "EBADF");
});

Deno.test("during() can be called again after the body threw", () => {
  using accomplice = new Accomplice();
  const fail = () => {
    throw new RangeError("mine");
  };
  assertThrows(() => accomplice.during([], fail), RangeError, "mine");
  assertEquals(accomplice.during([], () => 3).result, 3);
});
