/** What the lab's BPF program tells of each segment: the layout that it and the peer share. @module */

/** A TCP header without options, as it was on the wire: what every record starts with. */
export const TCP_HEADER_BYTES = 20;

/** Offsets in a record, in bytes. The TCP header is in network order, the rest in the host's. */
export const AT = {
  sourcePort: 0,
  destinationPort: 2,
  sequence: 4,
  dataOffset: 12,
  flags: 13,
  payloadBytes: 20,
  sampleCount: 24,
  samples: 32,
} as const;

/** Bytes in a sample; a payload shorter than this is one sample of its length. */
export const SAMPLE_BYTES = 8;
/** Where samples are taken: at each multiple of this, and once more at the payload's end. */
export const SAMPLE_STRIDE_BYTES = 8192;
/** Samples at multiples of the stride in the longest segment, 64 KiB. */
export const STRIDED_SAMPLES_MAX = 8;
/** Size of a record: as many samples as there can be. */
export const RECORD_BYTES = AT.samples + (STRIDED_SAMPLES_MAX + 1) * SAMPLE_BYTES;

/** TCP flags (RFC 9293, section 3.1). */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const ACK = 0x10;
