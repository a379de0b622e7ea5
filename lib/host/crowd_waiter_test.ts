/** Tests of the Waiter of many descriptors. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { SysError } from "../../ffi/errno.ts";
import { EventFd, notify } from "../../ffi/eventfd.ts";
import { CrowdWaiter } from "./crowd_waiter.ts";
import { WOKEN_BY_CLOSE, WOKEN_BY_DATA, WOKEN_BY_FLUSH } from "./waiter.ts";

/** The members that the last look found, in order of their numbers. */
function found(waiter: CrowdWaiter): number[] {
  return [...waiter.ready.subarray(0, waiter.readyCount)].sort((a, b) => a - b);
}

Deno.test("CrowdWaiter tells which members are ready, again with each look", () => {
  using waiter = new CrowdWaiter();
  using stack = new DisposableStack();
  const members = Array.from({ length: 5 }, () => stack.use(new EventFd()));
  members.forEach(({ fd }, index) => waiter.add(fd, index));
  assertEquals([waiter.sleep(0), found(waiter)], [0, []]);
  members[1]!.notify();
  members[4]!.notify();
  assertEquals([waiter.sleep(Infinity), found(waiter)], [WOKEN_BY_DATA, [1, 4]]);
  assertEquals([waiter.sleep(Infinity), found(waiter)], [WOKEN_BY_DATA, [1, 4]]);
  waiter.remove(members[1]!.fd);
  assertEquals([waiter.sleep(Infinity), found(waiter)], [WOKEN_BY_DATA, [4]]);
});

Deno.test("CrowdWaiter goes round when more are ready than one look takes", () => {
  using waiter = new CrowdWaiter();
  using stack = new DisposableStack();
  const members = Array.from({ length: 200 }, () => stack.use(new EventFd()));
  members.forEach((member, index) => {
    waiter.add(member.fd, index);
    member.notify();
  });
  const seen = new Set<number>();
  for (let looks = 0; looks < 8; looks++) {
    waiter.sleep(0);
    for (const member of found(waiter)) seen.add(member);
  }
  assertEquals(seen.size, members.length);
});

Deno.test("CrowdWaiter tells a close and a flush from members", () => {
  using waiter = new CrowdWaiter();
  using member = new EventFd();
  waiter.add(member.fd, 0);
  notify(waiter.flushFd);
  assertEquals([waiter.sleep(Infinity), waiter.readyCount], [WOKEN_BY_FLUSH, 0]);
  waiter.takeFlush();
  assertEquals(waiter.sleep(0), 0);
  notify(waiter.closeFd);
  member.notify();
  assertEquals([waiter.sleep(Infinity), waiter.readyCount], [WOKEN_BY_CLOSE | WOKEN_BY_DATA, 1]);
});

Deno.test("CrowdWaiter.add() refuses a descriptor that is in", () => {
  using waiter = new CrowdWaiter();
  using member = new EventFd();
  waiter.add(member.fd, 0);
  assertThrows(() => waiter.add(member.fd, 1), SysError);
});
