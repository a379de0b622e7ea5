/** Sends datagrams from the accomplice's thread. @module */
import { SysError } from "../../ffi/errno.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { payloadContent } from "../payload_content.ts";
import { type DatagramWork, sendNow } from "./datagram_channel.ts";

/** Sends them all. @throws {SysError} when one does not fit. */
export function act({ fd, datagrams }: DatagramWork): void {
  const sizeBytes = Math.max(1, ...datagrams.map(({ payloadBytes }) => payloadBytes));
  using memory = NativeMemory.map({ sizeBytes });
  for (const { sequence, payloadBytes } of datagrams) {
    memory.bytes.set(payloadContent(sequence, payloadBytes));
    const result = sendNow(fd, memory, payloadBytes);
    if (result < 0) throw new SysError("send", -result);
  }
}
