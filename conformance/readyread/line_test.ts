/** Tests of the lines that the rules read through: real sockets, and what becomes of them. @module */
import { assertEquals } from "@std/assert";
import { ERRNO } from "../../ffi/errno.ts";
import { setErrno } from "../../ffi/libc.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { takeSocketError } from "../../ffi/socket.ts";
import { MSG_DONTWAIT } from "../../ffi/socket_constants.ts";
import { recv, standInForTransfer } from "../../ffi/transfer.ts";
import { Line, TRANSPORTS } from "./line.ts";

for (const transport of TRANSPORTS) {
  Deno.test(`sendAll() reaches the near end over ${transport}`, () => {
    using line = new Line(transport);
    line.sendAll(Uint8Array.of(1, 2, 3));
    assertEquals(line.steal(), Uint8Array.of(1, 2, 3));
  });
}

Deno.test("steal() gives nothing when nothing is there", () => {
  using line = new Line("unix_stream");
  assertEquals(line.steal(), undefined);
});

Deno.test("reset() leaves ECONNRESET at the near end", () => {
  using line = new Line("tcp");
  line.reset();
  assertEquals(takeSocketError(line.fd), ERRNO.ECONNRESET);
});

Deno.test("standInForTransfer() answers in place of libc until disposal", () => {
  using line = new Line("unix_datagram");
  using memory = NativeMemory.map({ sizeBytes: 8 });
  function receive(): number {
    return recv(line.fd, memory.address, 8n, MSG_DONTWAIT);
  }
  line.sendAll(Uint8Array.of(7));
  {
    using _fault = standInForTransfer(() => ({
      recv() {
        setErrno(ERRNO.EINTR);
        return -1;
      },
    }));
    assertEquals(receive(), -ERRNO.EINTR);
  }
  assertEquals(receive(), 1);
});
