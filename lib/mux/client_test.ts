/** Tests of client and server: calls, streams, their errors and their cancellation. @module */
import { assertEquals, assertRejects } from "@std/assert";
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { MuxClient } from "./client.ts";
import { Connection } from "./connection.ts";
import { PARTS, until } from "./connection_fixture.ts";
import { Canceled, RemoteError } from "./errors.ts";
import { type Handlers, MuxServer } from "./server.ts";
import { Transport } from "./transport.ts";

const REQUEST = Uint8Array.of(1, 2, 3);

function open(handlers: Handlers) {
  const [near, far] = openSocketPair({ family: AF_UNIX, type: SOCK_STREAM });
  const server = new MuxServer(handlers);
  server.serve({ ...PARTS, transport: new Transport(far) });
  const connection = new Connection({ ...PARTS, transport: new Transport(near) });
  const close = async () => {
    await connection.close();
    await server.close();
  };
  return { server, connection, client: new MuxClient(connection), [Symbol.asyncDispose]: close };
}

Deno.test("call() resolves with what the handler answers, a hundred at a time", async () => {
  await using rig = open({ unary: { echo: (request) => request.reverse() } });
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => rig.client.call("echo", Uint8Array.of(1, index))),
  );
  assertEquals(answers, Array.from(answers, (_, index) => Uint8Array.of(index, 1)));
  assertEquals(rig.connection.registry.count, 0);
});

Deno.test("call() rejects with RemoteError when the handler throws, or is not there", async () => {
  await using rig = open({
    unary: {
      throws: () => {
        throw new Error("out of order");
      },
    },
  });
  await assertRejects(() => rig.client.call("throws", REQUEST), RemoteError, "out of order");
  await assertRejects(() => rig.client.call("absent", REQUEST), RemoteError, "absent");
});

Deno.test("call() rejects with RemoteError when what the handler throws has no text", async () => {
  await using rig = open({
    unary: {
      throws: () => {
        throw Object.create(null);
      },
    },
  });
  await assertRejects(() => rig.client.call("throws", REQUEST), RemoteError, "without a text");
});

Deno.test("call() with an aborted signal rejects with Canceled, and opens no stream", async () => {
  await using rig = open({});
  const signal = AbortSignal.abort();
  await assertRejects(() => rig.client.call("echo", REQUEST, { signal }), Canceled);
  assertEquals(rig.connection.registry.highestId, 0);
});

Deno.test("call() aborted midway rejects with Canceled, and ends the handler's stream", async () => {
  await using rig = open({ streaming: { waits: async (stream) => void await stream.finished() } });
  const abort = new AbortController();
  const call = assertRejects(
    () => rig.client.call("waits", REQUEST, { signal: abort.signal }),
    Canceled,
  );
  await until(() => rig.server.runningCount === 1);
  abort.abort();
  await call;
  await until(() => rig.server.runningCount === 0);
});

Deno.test("stream() carries as many messages as both sides like", async () => {
  await using rig = open({
    streaming: {
      double: async (stream) => {
        for (let next = await stream.receive(); next; next = await stream.receive()) {
          await stream.send(next.map((value) => value * 2));
        }
      },
    },
  });
  await using stream = await rig.client.stream("double");
  for (let value = 1; value < 10; value++) {
    await stream.send(Uint8Array.of(value));
    assertEquals(await stream.receive(), Uint8Array.of(value * 2));
  }
  await stream.closeSend();
  assertEquals(await stream.receive(), undefined);
});

Deno.test("close() of the server waits for its handlers", async () => {
  let hasReturned = false;
  await using rig = open({
    streaming: {
      waits: async (stream) => {
        await stream.receive().catch(() => {});
        await null;
        hasReturned = true;
      },
    },
  });
  rig.connection.open("waits");
  await until(() => rig.server.runningCount === 1);
  await rig.server.close();
  assertEquals(hasReturned, true);
});
