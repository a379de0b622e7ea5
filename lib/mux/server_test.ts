/** Tests of a server whose connection cannot be closed. @module */
import { assertRejects } from "@std/assert";
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { PARTS } from "./connection_fixture.ts";
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
