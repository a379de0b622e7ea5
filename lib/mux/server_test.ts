/** Tests of a server whose connection cannot be closed, or whose stream cannot be ended. @module */
import { assertRejects } from "@std/assert";
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { Connection } from "./connection.ts";
import { PARTS, until } from "./connection_fixture.ts";
import type { QueueImplementation } from "./queue/contract.ts";
import { MuxServer } from "./server.ts";
import { Transport } from "./transport.ts";

Deno.test("close() throws what a connection that ended before could not be closed for", async () => {
  const [near, far] = openSocketPair({ family: AF_UNIX, type: SOCK_STREAM });
  const server = new MuxServer({});
  const served = server.serve({ ...PARTS, transport: new Transport(far) });
  const held = served.pool.acquire(1); // its pool cannot be disposed while this is out
  near[Symbol.dispose]();
  await served.ended();
  await assertRejects(() => served.close(), Error, "buffers are out");
  await assertRejects(() => server.close(), Error, "buffers are out");
  served.pool.release(held);
  served.pool[Symbol.dispose]();
});

/** A queue whose disposal fails, after it did its work. */
const failing: QueueImplementation = {
  ...PARTS.queue,
  open: (input) => {
    const queue = PARTS.queue.open(input);
    const dispose = queue[Symbol.dispose].bind(queue);
    const fail = () => {
      dispose();
      throw new Error("not disposed");
    };
    return Object.defineProperty(queue, Symbol.dispose, { value: fail });
  },
};

Deno.test("close() throws what a stream could not be ended for", async () => {
  const [near, far] = openSocketPair({ family: AF_UNIX, type: SOCK_STREAM });
  const server = new MuxServer({ streaming: { serve: () => {} } });
  server.serve({ ...PARTS, queue: failing, transport: new Transport(far) });
  await using connection = new Connection({ ...PARTS, transport: new Transport(near) });
  const { stream } = connection.open("serve");
  await stream.filled();
  await until(() => server.runningCount === 0);
  await connection.close();
  await assertRejects(() => server.close(), Error, "not disposed");
});
