/** Test that an unusual amount, once it is sent, does not keep its memory. @module */
import { assert, assertEquals } from "@std/assert";
import { type NativeMemory, pageBytes } from "../../../ffi/memory.ts";
import { MESSAGE } from "../frame.ts";
import type { WriteEnd } from "./contract.ts";
import { unbounded } from "./unbounded.ts";

const PAYLOAD_BYTES = 64 * 1024;
const FRAMES = 256;
const KEPT_BYTES = 4 * 1024 * 1024;
const ENTRY_BYTES = 8;
/** proc(5): whether a page is in memory, the highest bit of its entry. */
const PRESENT = 0x80;

/** Bytes of `memory` that are in memory, from its start on. */
function presentBytes(memory: NativeMemory, sizeBytes: number): number {
  const page = pageBytes();
  using pagemap = Deno.openSync("/proc/self/pagemap");
  pagemap.seekSync(Number(memory.address) / page * ENTRY_BYTES, Deno.SeekMode.Start);
  const entries = new Uint8Array(sizeBytes / page * ENTRY_BYTES);
  for (let read = 0; read < entries.length;) read += pagemap.readSync(entries.subarray(read)) ?? 0;
  let count = 0;
  for (let at = ENTRY_BYTES - 1; at < entries.length; at += ENTRY_BYTES) {
    if ((entries[at]! & PRESENT) !== 0) count++;
  }
  return count * page;
}

Deno.test("flush() gives the pages of an unusual amount back to the kernel", () => {
  let memory: NativeMemory | undefined;
  let wasPresentBytes = 0;
  const sizeBytes = FRAMES * PAYLOAD_BYTES;
  const end: WriteEnd = {
    write(from, _offset, count) {
      memory = from;
      wasPresentBytes = presentBytes(from, sizeBytes);
      return count;
    },
  };
  using writer = unbounded.open({ end, onWork: () => {}, onError: () => {} });
  const payload = new Uint8Array(PAYLOAD_BYTES).fill(1);
  const header = { kind: MESSAGE, done: true, control: false, stream: 1 };
  for (let message = 1; message <= FRAMES; message++) {
    writer.write({ ...header, message, payloadBytes: PAYLOAD_BYTES }, payload, 0, writer);
  }
  writer.flush();
  assertEquals(writer.bufferedBytes, 0);
  assertEquals(wasPresentBytes, sizeBytes);
  assert(presentBytes(memory!, sizeBytes) <= KEPT_BYTES);
});
