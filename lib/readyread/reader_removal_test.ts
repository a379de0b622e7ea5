/** Tests of readers whose connections were removed from the source, and not by the reader; of closed ones. @module */
import { assertEquals } from "@std/assert";
import { OwnedFd } from "../../ffi/fd.ts";
import { checked, cString } from "../../ffi/libc.ts";
import { BufferedReader } from "./buffered_reader.ts";
import { DATA, EMPTY } from "../outcome.ts";
import { FramedReader } from "./framed_reader.ts";
import { awaited, Pair, testEach } from "./read_fixture.ts";

/** fcntl.h */
const O_CLOEXEC = 0x80000;

testEach("FramedReader's disposal outlives a removal that it was not told of", ({ source }) => {
  using pair = new Pair("unix");
  const connection = source.add(pair.fd);
  {
    using reader = new FramedReader({ source });
    pair.send([0, 0, 1, 0, 1, 2, 3]);
    source.wait(1000);
    assertEquals(reader.next(), EMPTY);
    assertEquals(source.pool.bytesOut > 0, true);
    source.remove(connection);
    reader.commit();
  }
  using other = new Pair("unix");
  source.add(other.fd);
  other.say("next");
  assertEquals([awaited(source), source.length], [DATA, 4]);
});

testEach("BufferedReader's disposal outlives a removal that it was not told of", ({ source }) => {
  using pair = new Pair("unix");
  const before = source.pool.outstanding;
  const connection = source.add(pair.fd);
  {
    using reader = new BufferedReader({ source });
    pair.say("unread");
    assertEquals(awaited(reader), DATA);
    source.remove(connection);
  }
  assertEquals(source.pool.outstanding, before);
});

testEach("remove() of a descriptor that was closed, and whose number a file got", ({ source }) => {
  using pair = new Pair("unix");
  const connection = source.add(pair.fd);
  const closed = pair.fd;
  pair.closeNear();
  const path = cString(Deno.execPath());
  using file = new OwnedFd(checked("open", (c) => c.open(path, O_CLOEXEC, 0)));
  if (file.fd !== closed) return; // another thread of this process took the number
  source.remove(connection);
  assertEquals(source.connectionCount, 0);
});
