/** Tests of connections where something fails at an awkward moment: no buffer, no room, no loop. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { SysError } from "../../ffi/errno.ts";
import { EPOLLIN } from "../../ffi/epoll.ts";
import { EventFd } from "../../ffi/eventfd.ts";
import { CapReached } from "../errors.ts";
import { openConnectionPair, until } from "./connection_fixture.ts";
import { MessagePool } from "./message_pool.ts";
import { queueImplementations } from "./queue/table.ts";
import { Turns } from "./turn.ts";

const KIB = 1024;
const COPIES = queueImplementations.find(({ name }) => name === "ring_copy")!;
/** Two read buffers, a long message, and too little for a copy of it. */
const ARENA_BYTES = (256 + 256 + 128 + 64) * KIB;
const LONG = new Uint8Array(130_000);

Deno.test("Connection gives a message back that its queue had no memory for", async () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  {
    await using pair = openConnectionPair({ queue: COPIES, pool });
    const { stream } = pair.near.open("long");
    await stream.send(LONG);
    assert(await pair.far.ended() instanceof CapReached);
  }
  assertEquals(pool.outstanding, 0);
});

Deno.test("Connection ends when its queue has room, but no memory for what waited", async () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  {
    await using pair = openConnectionPair({ queue: COPIES, pool, queueCapacity: 1 });
    const { stream } = pair.near.open("long");
    await stream.send(new Uint8Array(1));
    await stream.send(LONG);
    await until(() => pair.accepted.length === 1 && pair.far.interest === 0);
    const served = pair.accepted[0]!;
    served.take();
    served.done();
    assert(await pair.far.ended() instanceof CapReached);
  }
  assertEquals(pool.outstanding, 0);
});

Deno.test("closeSend() of a stream whose invocation waits reaches the peer behind it", async () => {
  await using pair = openConnectionPair({ markBytes: 1 });
  const first = pair.near.open("first");
  const second = pair.near.open("second");
  assert(second.invoked !== undefined);
  second.stream.closeSend();
  await Promise.all([first.invoked, second.invoked]);
  await until(() => pair.accepted.length === 2);
  assertEquals(await pair.accepted[1]!.receive(), undefined);
});

Deno.test("Turns.add() leaves no loop behind when its first member cannot be watched", async () => {
  using end = new EventFd();
  const turns = Turns.shared();
  const idle = { onReady: () => false, onTurn: () => false, onFailure: () => {} };
  const closed = { ...idle, fd: -1, interest: EPOLLIN };
  assertThrows(() => turns.add(closed), SysError, "epoll_ctl");
  const next = Turns.shared();
  assert(next !== turns);
  const member = { ...closed, fd: end.fd };
  next.add(member);
  await next.remove(member);
});
