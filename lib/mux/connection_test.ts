/** Tests of connections: streams beside each other, and every way in which they end. @module */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { openFds } from "../../ffi/fd.ts";
import { openConnectionPair, until } from "./connection_fixture.ts";
import {
  Canceled,
  ConnectionClosed,
  ProtocolError,
  RemoteError,
  SendEnded,
  StreamClosed,
  TooManyStreams,
} from "./errors.ts";
import { MessagePool } from "./message_pool.ts";
import { ENDED } from "./queue/contract.ts";
import { queueImplementations } from "./queue/table.ts";
import { writerImplementations } from "./writer/table.ts";
import { credit } from "./writer/credit.ts";

for (const writer of writerImplementations) {
  Deno.test(`${writer.name}: a stream carries messages both ways, and ends in order`, async () => {
    await using pair = openConnectionPair({ writer });
    const { stream } = pair.near.open("echo", { metadata: Uint8Array.of(5) });
    await stream.send(Uint8Array.of(1, 2, 3));
    await stream.send(new Uint8Array(200_000).fill(9));
    await stream.closeSend();
    await until(() => pair.accepted.length === 1);
    const served = pair.accepted[0]!;
    assertEquals([served.name, served.metadata], ["echo", Uint8Array.of(5)]);
    assertEquals(await served.receive(), Uint8Array.of(1, 2, 3));
    assertEquals((await served.receive())?.length, 200_000);
    assertEquals(await served.receive(), undefined);
    await served.send(Uint8Array.of(4));
    await served.closeSend();
    assertEquals(await stream.receive(), Uint8Array.of(4));
    assertEquals(await stream.receive(), undefined);
    await Promise.all([stream.finished(), served.finished()]);
    assertEquals(pair.near.registry.count + pair.far.registry.count, 0);
    assertThrows(() => stream.send(Uint8Array.of(1)), SendEnded);
  });

  Deno.test(`${writer.name}: close() leaves no descriptor and no buffer`, async () => {
    using pool = new MessagePool();
    let sockets: string[];
    {
      await using pair = openConnectionPair({ writer, pool });
      const fds = [pair.near.fd, pair.far.fd];
      sockets = fds.map((fd) => Deno.readLinkSync(`/proc/self/fd/${fd}`));
      const { stream } = pair.near.open("unread");
      await stream.send(new Uint8Array(1000));
      await until(() => pair.accepted.length === 1);
    }
    assertEquals(openFds().filter(({ target }) => sockets.includes(target)), []);
    assertEquals(pool.outstanding, 0);
  });
}

Deno.test("cancel() gives who receives its reason at once, and the peer Canceled", async () => {
  await using pair = openConnectionPair();
  const { stream } = pair.near.open("idle");
  const { stream: other } = pair.near.open("other");
  await until(() => pair.accepted.length === 2);
  const received = assertRejects(() => stream.receive(), Canceled);
  stream.cancel();
  await received;
  await assertRejects(() => pair.accepted[0]!.receive(), Canceled);
  await other.send(Uint8Array.of(1));
  assertEquals(await pair.accepted[1]!.receive(), Uint8Array.of(1));
});

Deno.test("cancel() after the peer ended its sends is Canceled, not the end of the stream", async () => {
  await using pair = openConnectionPair();
  const { stream } = pair.near.open("half");
  await until(() => pair.accepted.length === 1);
  await pair.accepted[0]!.closeSend();
  assertEquals(await stream.receive(), undefined);
  stream.cancel();
  assertEquals(stream.take(), ENDED);
  assert(stream.reason instanceof Canceled);
});

Deno.test("fail() gives the peer the messages before it, then the error", async () => {
  await using pair = openConnectionPair();
  const { stream } = pair.near.open("fails");
  await until(() => pair.accepted.length === 1);
  await pair.accepted[0]!.send(Uint8Array.of(1));
  pair.accepted[0]!.fail(new Error("no such thing"));
  assertEquals(await stream.receive(), Uint8Array.of(1));
  const error = await assertRejects(() => stream.receive(), RemoteError);
  assertEquals(error.message, "no such thing");
  assertThrows(() => stream.send(Uint8Array.of(1)), RemoteError);
});

Deno.test("close() of a stream ends it for the peer without an error", async () => {
  await using pair = openConnectionPair();
  const { stream } = pair.near.open("closes");
  await until(() => pair.accepted.length === 1);
  pair.accepted[0]!.close();
  assertEquals(await stream.receive(), undefined);
  assertThrows(() => stream.send(Uint8Array.of(1)), StreamClosed);
});

Deno.test("a full queue keeps others waiting only until there is room again", async () => {
  const queue = queueImplementations.find(({ name }) => name === "ring_pooled")!;
  await using pair = openConnectionPair({ queue, queueCapacity: 2 });
  const { stream: slow } = pair.near.open("slow");
  const { stream: other } = pair.near.open("other");
  for (let value = 0; value < 4; value++) await slow.send(Uint8Array.of(value));
  await other.send(Uint8Array.of(99));
  await until(() => pair.accepted.length === 2);
  const read = pair.accepted[1]!.receive();
  for (let value = 0; value < 4; value++) {
    assertEquals(await pair.accepted[0]!.receive(), Uint8Array.of(value));
  }
  assertEquals(await read, Uint8Array.of(99));
});

Deno.test("an unread stream with credit does not keep another one from going on", async () => {
  await using pair = openConnectionPair({ writer: credit, windowBytes: 1000 });
  const { stream: unread } = pair.near.open("unread");
  const { stream: other } = pair.near.open("other");
  await unread.send(new Uint8Array(5000)); // longer than the window: overdrawn
  const waits = unread.send(new Uint8Array(1));
  assert(waits !== undefined);
  await until(() => pair.accepted.length === 2);
  for (let value = 0; value < 50; value++) {
    await other.send(new Uint8Array(600).fill(value));
    assertEquals((await pair.accepted[1]!.receive())?.[0], value);
  }
  assertEquals((await pair.accepted[0]!.receive())?.length, 5000);
  await waits;
});

Deno.test("one stream too many is refused, the connection goes on, and an end makes room", async () => {
  await using pair = openConnectionPair({ streamsMax: 1 });
  const { stream } = pair.near.open("one");
  assertThrows(() => pair.near.open("two"), TooManyStreams);
  await stream[Symbol.asyncDispose]();
  const { stream: next } = pair.near.open("next");
  await until(() => pair.accepted.length === 2);
  await next.send(Uint8Array.of(1));
  assertEquals(await pair.accepted[1]!.receive(), Uint8Array.of(1));
});

Deno.test("the reason of an end reaches all who wait, and those who come later", async () => {
  await using pair = openConnectionPair();
  const streams = [pair.near.open("a").stream, pair.near.open("b").stream];
  const waits = streams.map((stream) => assertRejects(() => stream.receive(), ConnectionClosed));
  await pair.far.close();
  const errors = await Promise.all(waits);
  const reason = await pair.near.ended();
  assertEquals(errors, [reason, reason]);
  assertEquals(assertThrows(() => pair.near.open("late")), reason);
});

Deno.test("an invocation where none is taken ends the connection with ProtocolError", async () => {
  await using pair = openConnectionPair();
  pair.far.open("backwards");
  assert(await pair.near.ended() instanceof ProtocolError);
});

Deno.test("closeSend() on a stream whose invocation waits reaches the peer behind it", async () => {
  await using pair = openConnectionPair({ markBytes: 1 });
  pair.near.open("first");
  const { stream, invoked } = pair.near.open("second");
  assert(invoked !== undefined);
  void stream.closeSend();
  await until(() => pair.accepted.length === 2);
  assertEquals(await pair.accepted[1]!.receive(), undefined);
});

Deno.test("cancel() before the invocation went out leaves no unhandled rejection", async () => {
  await using pair = openConnectionPair({ markBytes: 1 });
  pair.near.open("first");
  const { stream } = pair.near.open("second");
  stream.cancel();
  await stream.finished();
  const { stream: third } = pair.near.open("third");
  await until(() => pair.accepted.length === 2);
  assertEquals(pair.accepted.map(({ id }) => id), [1, third.id]);
});

for (const writer of writerImplementations) {
  Deno.test(`${writer.name}: a connection that only sends goes on when there is room`, async () => {
    await using pair = openConnectionPair({ writer, markBytes: 4096 });
    const { stream } = pair.near.open("sends only");
    const sends = (async () => {
      for (let count = 0; count < 100; count++) await stream.send(new Uint8Array(8192));
      await stream.closeSend();
    })();
    await until(() => pair.accepted.length === 1);
    for (let count = 0; count < 100; count++) await pair.accepted[0]!.receive();
    await sends;
    assertEquals(await pair.accepted[0]!.receive(), undefined);
  });
}
