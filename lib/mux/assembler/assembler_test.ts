/** Tests of the assemblers: each claim for each of them. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { CapReached } from "../../errors.ts";
import { CopyCounter } from "../copy_counter.ts";
import { MessageTooLong, ProtocolError } from "../errors.ts";
import { type Frame, INVOKE, MESSAGE } from "../frame.ts";
import { MessagePool } from "../message_pool.ts";
import { type Assembler, MORE, WHOLE } from "./contract.ts";
import { assemblerImplementations } from "./table.ts";

const ARENA_BYTES = 1024 * 1024;
const MESSAGE_BYTES_MAX = 5000;

/** A frame with so many bytes of that value. */
function frame(fields: Partial<Frame> & { size?: number; fill?: number }): Frame {
  const { size = 10, fill = 1, ...rest } = fields;
  const bytes = new Uint8Array(size + 3).fill(fill);
  return {
    kind: MESSAGE,
    done: false,
    control: false,
    stream: 1,
    message: 1,
    payloadOffset: 3,
    payloadBytes: size,
    bytes,
    ...rest,
  };
}

function contentOf(pool: MessagePool, { buffer, length }: Assembler): Uint8Array {
  return pool.bytes.slice(pool.offset(buffer), pool.offset(buffer) + length);
}

for (const row of assemblerImplementations) {
  /** Runs a claim on an assembler of its own, and sees all buffers back. */
  const check = (what: string, body: (assembler: Assembler, pool: MessagePool) => void) => {
    Deno.test(`${row.name} ${what}`, () => {
      using pool = new MessagePool({ arenaBytes: ARENA_BYTES, checked: true });
      {
        using assembler = row.open({ pool, messageBytesMax: MESSAGE_BYTES_MAX });
        body(assembler, pool);
      }
      assertEquals([pool.outstanding, pool.strayCount], [0, 0]);
    });
  };

  check("gives a message of one frame", (assembler, pool) => {
    assertEquals(assembler.add(frame({ done: true, fill: 4, kind: INVOKE })), WHOLE);
    assertEquals(contentOf(pool, assembler), new Uint8Array(10).fill(4));
    assertEquals([assembler.kind, assembler.message], [INVOKE, 1]);
    pool.release(assembler.buffer);
  });

  check("gives a message of several frames, and the next one", (assembler, pool) => {
    for (const message of [1, 2, 7]) {
      assertEquals(assembler.add(frame({ message, size: 1000, fill: 1 })), MORE);
      assertEquals(assembler.add(frame({ message, size: 2000, fill: 2 })), MORE);
      assertEquals(assembler.partialBytes, 3000);
      assertEquals(assembler.add(frame({ message, size: 7, fill: 3, done: true })), WHOLE);
      const expected = new Uint8Array(3007).fill(3).fill(2, 0, 3000).fill(1, 0, 1000);
      assertEquals(contentOf(pool, assembler), expected);
      pool.release(assembler.buffer);
    }
    assertEquals([assembler.partialBytes, assembler.discardedBytes], [0, 0]);
  });

  check("gives a message of no bytes", (assembler, pool) => {
    assertEquals(assembler.add(frame({ size: 0 })), MORE);
    assertEquals(assembler.add(frame({ size: 0, done: true })), WHOLE);
    assertEquals(assembler.length, 0);
    pool.release(assembler.buffer);
  });

  check("leaves a whole message alone while it gathers the next", (assembler, pool) => {
    assembler.add(frame({ done: true, fill: 4 }));
    const { buffer, length } = assembler;
    assembler.add(frame({ message: 2, fill: 5 }));
    assertEquals(contentOf(pool, { buffer, length } as Assembler), new Uint8Array(10).fill(4));
    pool.release(buffer);
  });

  check("discards what was given up for a newer message", (assembler, pool) => {
    assembler.add(frame({ size: 600 }));
    assertEquals(assembler.add(frame({ message: 2, fill: 9, done: true })), WHOLE);
    assertEquals(contentOf(pool, assembler), new Uint8Array(10).fill(9));
    assertEquals(assembler.discardedBytes, 600);
    pool.release(assembler.buffer);
  });

  check("discard() gives the partial message up, once", (assembler) => {
    assembler.add(frame({ size: 600 }));
    assertEquals([assembler.discard(), assembler.discard()], [600, 0]);
    assertThrows(() => assembler.add(frame({})), ProtocolError);
  });

  check("refuses a message number that goes back or comes again", (assembler, pool) => {
    assembler.add(frame({ message: 3, done: true }));
    pool.release(assembler.buffer);
    assertThrows(() => assembler.add(frame({ message: 3 })), ProtocolError);
    assertThrows(() => assembler.add(frame({ message: 9 })), ProtocolError, "message 3");
  });

  check("refuses a kind that changes midway", (assembler) => {
    assembler.add(frame({}));
    assertThrows(() => assembler.add(frame({ kind: INVOKE })), ProtocolError, "kind");
  });

  check("refuses a message above the maximum, and takes one of just that", (assembler, pool) => {
    assembler.add(frame({ size: 4000 }));
    assertEquals(assembler.add(frame({ size: 1000, done: true })), WHOLE);
    pool.release(assembler.buffer);
    assembler.add(frame({ message: 2, size: 4000 }));
    assertThrows(() => assembler.add(frame({ message: 2, size: 1001 })), MessageTooLong, "5001");
    assertEquals(assembler.partialBytes, 0);
  });

  check("gives its buffers back when the pool is used up", (assembler, pool) => {
    assembler.add(frame({ size: 4000 }));
    const taken: number[] = [];
    for (let size = 512 * 1024; size >= 256; size /= 2) {
      try {
        for (;;) taken.push(pool.acquire(size));
      } catch { /* no room for one of that size */ }
    }
    const last = frame({ size: 1000, done: true });
    if (row.name === "copying") assertThrows(() => assembler.add(last), CapReached);
    else assertEquals(assembler.add(last), WHOLE); // in the buffer that it has
    for (const buffer of taken) pool.release(buffer);
    if (row.name === "direct") pool.release(assembler.buffer);
  });

  Deno.test(`${row.name} copies a message of one frame as often as it declares`, () => {
    using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
    const copies = new CopyCounter();
    using assembler = row.open({ pool, copies });
    for (let message = 1; message <= 10; message++) {
      assembler.add(frame({ message, size: 100 * message, done: true }));
      pool.release(assembler.buffer);
    }
    const { copiesPerMessage } = row.traits;
    assertEquals(copies.copies, 10 * copiesPerMessage);
    assertEquals(copies.copiedBytes, 5500 * copiesPerMessage);
  });
}
