/** Tests of what ends a wait. @module */
import { assertEquals } from "@std/assert";
import { EventFd, notify } from "../../ffi/eventfd.ts";
import { Waiter, WOKEN_BY_CLOSE, WOKEN_BY_DATA, WOKEN_BY_FLUSH } from "./waiter.ts";

Deno.test("sleep() reports data", () => {
  using data = new EventFd();
  using waiter = new Waiter(data.fd);
  data.notify();
  assertEquals(waiter.sleep(Infinity), WOKEN_BY_DATA);
});

Deno.test("sleep() reports a close and a flush together", () => {
  using data = new EventFd();
  using waiter = new Waiter(data.fd);
  notify(waiter.closeFd);
  notify(waiter.flushFd);
  assertEquals(waiter.sleep(Infinity), WOKEN_BY_CLOSE | WOKEN_BY_FLUSH);
});

Deno.test("sleep() looks once when the timeout has passed already", () => {
  using data = new EventFd();
  using waiter = new Waiter(data.fd);
  assertEquals(waiter.sleep(-1), 0);
});

Deno.test("pause() is deaf to data", () => {
  using data = new EventFd();
  using waiter = new Waiter(data.fd);
  data.notify();
  assertEquals(waiter.pause(1), 0);
});

Deno.test("takeFlush() makes a flush end one sleep only", () => {
  using data = new EventFd();
  using waiter = new Waiter(data.fd);
  notify(waiter.flushFd);
  assertEquals(waiter.sleep(Infinity), WOKEN_BY_FLUSH);
  waiter.takeFlush();
  assertEquals(waiter.sleep(0), 0);
});

Deno.test("a close stays visible to every later sleep", () => {
  using data = new EventFd();
  using waiter = new Waiter(data.fd);
  notify(waiter.closeFd);
  waiter.sleep(Infinity);
  assertEquals(waiter.sleep(Infinity), WOKEN_BY_CLOSE);
});
