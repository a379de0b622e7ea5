/** Tests of all writers: what each of them keeps, on a scripted socket. @module */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import { WINDOW_UPDATE } from "../frame.ts";
import { flushAll, messageHeader, openWriterRig, writeMessage } from "./end_fixture.ts";
import { writerImplementations } from "./table.ts";

const ONE = { stream: 1 };
const TWO = { stream: 2 };

for (const implementation of writerImplementations) {
  const { name, traits } = implementation;

  Deno.test(`${name}: write() sends a frame whole when the socket takes a byte at a time`, () => {
    using rig = openWriterRig(implementation);
    rig.end.bytesPerCall = 1;
    writeMessage(rig.writer, ONE, { value: 7, sizeBytes: 100 });
    rig.writer.flush();
    assertEquals(rig.end.frames(), ["1:7x100"]);
    assertEquals(rig.writer.bufferedBytes, 0);
  });

  Deno.test(`${name}: flush() goes on where the socket had no room`, async () => {
    using rig = openWriterRig(implementation);
    rig.end.roomBytes = 5;
    const first = writeMessage(rig.writer, ONE, { value: 1 });
    const second = writeMessage(rig.writer, TWO, { value: 2 });
    rig.writer.flush();
    assert(rig.writer.isBlocked);
    rig.end.roomBytes = Infinity;
    assert(rig.writer.flush());
    await Promise.all([first, second]);
    assertEquals(rig.end.frames(), ["1:1x10", "2:2x10"]);
    assertEquals(rig.writer.isBlocked, false);
  });

  Deno.test(
    `${name}: frames written while the socket is busy go out ${
      traits.coalesces ? "together" : "one by one"
    }`,
    async () => {
      using rig = openWriterRig(implementation);
      rig.end.roomBytes = 3;
      const writes = [writeMessage(rig.writer, ONE, { value: 1 })];
      rig.writer.flush();
      for (let value = 2; value <= 9; value++) {
        writes.push(writeMessage(rig.writer, ONE, { value }));
      }
      rig.end.roomBytes = Infinity;
      const before = rig.writer.ledger.calls;
      rig.writer.flush();
      await Promise.all(writes);
      assertEquals(rig.end.frames().length, 9);
      assertEquals(rig.writer.ledger.calls - before, traits.coalesces ? 2 : 9);
    },
  );

  Deno.test(`${name}: stop() refuses writes with its first reason`, async () => {
    using rig = openWriterRig(implementation);
    const reason = new Error("first");
    rig.writer.stop(reason);
    rig.writer.stop(new Error("second"));
    await rig.writer.done;
    const error = assertThrows(() => writeMessage(rig.writer, ONE, { value: 1 }));
    assertEquals(error, reason);
    assertEquals(rig.errors, []);
  });

  Deno.test(`${name}: stop() drops all, and frees who waits on a stuck socket`, async () => {
    using rig = openWriterRig(implementation, { markBytes: 1 });
    rig.end.roomBytes = 0;
    const writes = [1, 2, 3].map((value) => writeMessage(rig.writer, ONE, { value }));
    rig.writer.flush();
    rig.writer.stop(new Error("stopped"));
    for (const write of writes) if (write !== undefined) await assertRejects(() => write);
    assertEquals(rig.writer.bufferedBytes, 0);
    rig.end.roomBytes = Infinity;
    assertEquals(rig.writer.flush(), false);
    assertEquals(rig.end.taken, []);
  });

  Deno.test(`${name}: an error of the socket is told once, and stays the reason`, async () => {
    using rig = openWriterRig(implementation, {
      onError: (error) => {
        rig.errors.push(error);
        rig.writer.stop(new Error("from onError"));
      },
    });
    rig.end.errno = ERRNO.EPIPE;
    const write = () => writeMessage(rig.writer, ONE, { value: 1 });
    if (traits.coalesces) write();
    else assertThrows(write, SysError);
    rig.writer.flush();
    await rig.writer.done;
    assertEquals(rig.errors.length, 1);
    assertEquals((rig.errors[0] as SysError).errno, ERRNO.EPIPE);
    assertEquals(assertThrows(write), rig.errors[0]);
    rig.writer.flush();
    assertEquals(rig.errors.length, 1);
  });

  Deno.test(`${name}: a control frame never waits`, () => {
    using rig = openWriterRig(implementation, { markBytes: 1 });
    rig.end.roomBytes = 0;
    void writeMessage(rig.writer, ONE, { value: 1 })?.catch(() => {});
    void writeMessage(rig.writer, ONE, { value: 2 })?.catch(() => {});
    const grant = { ...messageHeader(2, 1), kind: WINDOW_UPDATE, control: true };
    rig.writer.writeControl(grant, Uint8Array.of(9));
    rig.end.roomBytes = Infinity;
    rig.writer.flush();
    assertEquals(rig.end.frames().indexOf("2:9x1"), traits.bound === "none" ? 2 : 1);
  });

  if (traits.bound !== "none") {
    Deno.test(`${name}: withdraw() takes back frames that wait, and no others`, async () => {
      using rig = openWriterRig(implementation, { markBytes: 1 });
      rig.end.roomBytes = 0;
      const first = writeMessage(rig.writer, ONE, { value: 1 });
      const waits = [2, 3].map((value) => writeMessage(rig.writer, TWO, { value })!);
      const last = writeMessage(rig.writer, ONE, { value: 4 });
      const reason = new Error("withdrawn");
      const refused = waits.map((wait) => assertRejects(() => wait));
      assertEquals(rig.writer.withdraw(TWO, reason), 2);
      assertEquals(await Promise.all(refused), [reason, reason]);
      rig.end.roomBytes = Infinity;
      flushAll(rig.writer);
      await Promise.all([first, last]);
      assertEquals(rig.end.frames(), ["1:1x10", "1:4x10"]);
    });
  }

  Deno.test(`${name}: write() leaves header and payload free once taken`, async () => {
    using rig = openWriterRig(implementation, { markBytes: 1 });
    rig.end.roomBytes = 0;
    const header = messageHeader(1, 3);
    const payload = Uint8Array.of(1, 2, 3);
    const writes = [rig.writer.write(header, payload, 0, ONE)];
    const other = messageHeader(2, 3);
    writes.push(rig.writer.write(other, payload.slice(), 0, TWO));
    other.stream = 9; // a waiting frame has a header of its own
    if (writes[0] === undefined) payload.fill(0);
    rig.end.roomBytes = Infinity;
    flushAll(rig.writer);
    await Promise.all(writes);
    assertEquals(rig.end.frames(), ["1:1x3", "2:1x3"]);
  });

  Deno.test(`${name}: write() refuses a payload longer than a frame`, () => {
    using rig = openWriterRig(implementation, { framePayloadBytesMax: 10 });
    assertThrows(() => writeMessage(rig.writer, ONE, { value: 1, sizeBytes: 11 }), RangeError);
    assertEquals(rig.writer.ledger.frames, 0);
  });

  if (traits.bound === "mark") {
    Deno.test(`${name}: it never holds more than twice the mark and a frame`, () => {
      const markBytes = 1000;
      using rig = openWriterRig(implementation, { markBytes });
      rig.end.roomBytes = 100;
      for (let count = 0; count < 200; count++) {
        void writeMessage(rig.writer, ONE, { value: 1, sizeBytes: 300 })?.catch(() => {});
        if (count % 5 === 0) rig.writer.flush();
      }
      const frameBytes = 304;
      assert(rig.writer.ledger.bufferedBytesMax <= 2 * markBytes + frameBytes);
      assert(rig.writer.parkedCount > 100);
    });
  }

  Deno.test(`${name}: drained() resolves once the kernel has all`, async () => {
    using rig = openWriterRig(implementation);
    rig.end.roomBytes = 4;
    const write = writeMessage(rig.writer, ONE, { value: 1 });
    rig.writer.flush();
    let isDrained = false;
    const drained = rig.writer.drained().then(() => isDrained = true);
    await null;
    assertEquals(isDrained, false);
    rig.end.roomBytes = Infinity;
    rig.writer.flush();
    await Promise.all([write, drained]);
    await rig.writer.drained();
  });
}
