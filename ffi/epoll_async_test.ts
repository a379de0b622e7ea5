/** Tests of the lookout: a wait on another thread ends when a descriptor is ready. @module */
import { Epoll, EPOLLIN } from "./epoll.ts";
import { EpollLookout } from "./epoll_async.ts";
import { EventFd } from "./eventfd.ts";

Deno.test("EpollLookout.wait() resolves once a descriptor is ready, and not before", async () => {
  using event = new EventFd();
  using epoll = Epoll.open();
  epoll.add(event.fd, { events: EPOLLIN, data: 0 });
  using lookout = new EpollLookout(epoll.fd);
  let isNotified = false;
  const wait = lookout.wait().then(() => {
    if (!isNotified) throw new Error("nothing was ready");
  });
  await null;
  isNotified = true;
  event.notify();
  await wait;
});
