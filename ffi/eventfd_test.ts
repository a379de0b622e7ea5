/** Tests of eventfds. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "./errno.ts";
import { drain, EventFd, notify, openEventfd } from "./eventfd.ts";
import { closeFd, closesOnExec } from "./fd.ts";
import { libc } from "./libc.ts";

Deno.test("drain() returns false when nobody has notified", () => {
  using event = new EventFd();
  assertEquals(event.drain(), false);
});

Deno.test("drain() returns true once for any number of notifications", () => {
  using event = new EventFd();
  event.notify();
  event.notify();
  assertEquals([event.drain(), event.drain()], [true, false]);
});

Deno.test("notify() takes a full counter for notified", () => {
  using event = new EventFd();
  libc().eventfd_write(event.fd, 0xfffffffffffffffen);
  notify(event.fd);
  assertEquals(drain(event.fd), true);
});

Deno.test("openEventfd() opens a descriptor that a program does not inherit", () => {
  const fd = openEventfd();
  assertEquals(closesOnExec(fd), true);
  closeFd(fd);
});

Deno.test("notify() and drain() throw EBADF for what is not open", () => {
  const bad = 0x7ffffff;
  assertEquals(assertThrows(() => notify(bad), SysError).errno, ERRNO.EBADF);
  assertEquals(assertThrows(() => drain(bad), SysError).errno, ERRNO.EBADF);
});

Deno.test("EventFd does nothing once disposed", () => {
  const event = new EventFd();
  event[Symbol.dispose]();
  event[Symbol.dispose]();
  event.notify();
  assertEquals(event.drain(), false);
});
