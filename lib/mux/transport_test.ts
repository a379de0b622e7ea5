/** Tests of the transport: counts and errnos of a real socket, and no signal. @module */
import { assertEquals } from "@std/assert";
import { ERRNO } from "../../ffi/errno.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { SocketPair } from "../host/socket_pair.ts";
import { until } from "./connection_fixture.ts";
import { Transport } from "./transport.ts";

const SIZE_BYTES = 1024 * 1024;

for (const kind of ["unix", "tcp"] as const) {
  Deno.test(`${kind}: what is written can be read; without room it is -EAGAIN`, async () => {
    const pair = new SocketPair(kind);
    using near = new Transport(pair.near);
    using far = new Transport(pair.far);
    using memory = NativeMemory.map({ sizeBytes: SIZE_BYTES });
    const address = Number(memory.address);
    assertEquals(far.read(address, SIZE_BYTES), -ERRNO.EAGAIN);
    let written = 0;
    for (let count = 0; count >= 0; written += Math.max(count, 0)) {
      count = near.write(memory, 0, SIZE_BYTES);
      if (count < 0) assertEquals(count, -ERRNO.EAGAIN);
    }
    assertEquals(near.writtenBytes, written);
    let read = 0; // over TCP it takes a while
    await until(() => (read = far.read(address, 100)) !== -ERRNO.EAGAIN);
    assertEquals(read, 100);
    assertEquals(far.readBytes, 100);
  });

  Deno.test(`${kind}: a write to a closed peer is an errno, not SIGPIPE`, async () => {
    const pair = new SocketPair(kind);
    using near = new Transport(pair.near);
    pair.far[Symbol.dispose]();
    using memory = NativeMemory.map({ sizeBytes: 4096 });
    let count = 0;
    // a process that another thread starts meanwhile holds the far end, too, until it executes
    await until(() => (count = near.write(memory, 0, 10)) < 0 && count !== -ERRNO.EAGAIN);
    assertEquals([ERRNO.EPIPE, ERRNO.ECONNRESET].includes(-count as 32), true);
  });
}
