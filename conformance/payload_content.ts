/** What payloads hold: bytes that tell which payload they are of, and where in it. @module */

/** So that no two payloads of a check are alike. */
const SEQUENCE_FACTOR = 0x9e37_79b1;
const MIX_FACTOR = 0x2c1b_3c6d;

/** The content of the payload number `sequence`. */
export function payloadContent(sequence: number, payloadBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(payloadBytes);
  let state = Math.imul(sequence + 1, SEQUENCE_FACTOR);
  for (let at = 0; at < payloadBytes; at++) {
    state = Math.imul(state ^ (state >>> 15), MIX_FACTOR) + at;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
