/** What the bulk scenarios of the netlink path share: a socket pair, its fill, its checks. @module */
import { SocketPair } from "../../lib/host/socket_pair.ts";
import { DATA } from "../../lib/outcome.ts";
import type { CursorSource } from "../../lib/source.ts";
import { patternWord, verifyFull } from "../../lib/ringbuf/fixture/record.ts";
import { wordsOf } from "../consumers/cursor.ts";
import { BYTES, RECORDS, SAMPLED_WORD, SUM, WRONG } from "../consumers/tally.ts";
import type { Moved } from "../scenario.ts";

/** Datagrams of one fill: several of the largest batch. */
export const FILL_RECORDS = 2048;
/** A datagram takes more than twice its bytes of the socket's buffer, which the kernel doubles. */
const SOCKET_BUFFER_BYTES = 4 * 2 ** 20;

/** A pair of Unix datagram sockets with room for a fill. */
export function openBulkPair(): SocketPair {
  const sizes = { sendBufferBytes: SOCKET_BUFFER_BYTES, receiveBufferBytes: SOCKET_BUFFER_BYTES };
  return new SocketPair("unixgram", sizes);
}

/** What must have come: whole records of one size, each once. */
export interface Expected {
  readonly records: number;
  readonly payloadBytes: number;
}

/** Judges what a consumer of depth `touch` saw in one drain. */
export function judgeTally(tally: Int32Array, { records, payloadBytes }: Expected): Moved {
  const moved = { operations: tally[RECORDS]!, bytes: tally[BYTES]! };
  if (moved.operations !== records || moved.bytes !== records * payloadBytes) {
    const got = `${moved.operations} records of ${moved.bytes} bytes`;
    return { ...moved, void: `${records} records of ${payloadBytes} bytes each went, ${got} came` };
  }
  if (tally[WRONG] !== 0) return { ...moved, void: "records came out of order, or torn" };
  const sum = Math.imul(patternWord(SAMPLED_WORD), records);
  if (tally[SUM] !== sum) return { ...moved, void: `the words sum to ${tally[SUM]}, not ${sum}` };
  return moved;
}

/** Takes all that is ready and checks every byte. Returns what is wrong with it, if anything. */
export function verifyEach(
  source: CursorSource,
  { records, payloadBytes, sequence }: Expected & { readonly sequence: number },
): string | undefined {
  const { words, base } = wordsOf(source.bytes);
  const record = { sequence, payloadBytes, stamped: false };
  let seen = 0;
  let wrong: string | undefined;
  for (; source.next() === DATA; seen++, record.sequence++) {
    const at = verifyFull(words, base * 4 + source.offset, record);
    if (source.length !== payloadBytes) wrong ??= `record ${seen} has ${source.length} bytes`;
    else if (at >= 0) wrong ??= `byte ${at} of record ${seen} is not what was sent`;
    source.commit();
  }
  return wrong ?? (seen === records ? undefined : `${records} records were sent, ${seen} came`);
}
