/** The peer's side of the wire: one Ethernet frame with a TCP segment without payload. @module */
import { ACK, SYN } from "./segment_record.ts";

/** Where things are in the frame, in bytes. */
const IP_AT = 14;
const TCP_AT = 34;
/** A frame with a bare TCP header. */
export const FRAME_BYTES = 54;
/** With the options of a SYN: MSS and window scale. */
export const SYN_FRAME_BYTES = 62;

const ETH_P_IP = 0x0800;
const TTL = 64;
const IPPROTO_TCP = 6;
/** linux/tcp.h, RFC 9293 and RFC 7323: option kinds. */
const OPTION_NOP = 1;
const OPTION_MSS = 2;
const OPTION_WINDOW_SCALE = 3;
/** The largest scale there is: any window then fits its 16 bits (RFC 7323, section 2.3). */
export const WINDOW_SCALE = 14;

/** The two ends, as bytes. */
export interface FrameEnds {
  readonly from: { readonly mac: Uint8Array; readonly address: Uint8Array };
  readonly to: { readonly mac: Uint8Array; readonly address: Uint8Array };
}

/** What differs from segment to segment. */
export interface SegmentHead {
  readonly fromPort: number;
  readonly toPort: number;
  readonly sequence: number;
  readonly acknowledge: number;
  readonly flags: number;
  readonly windowBytes: number;
}

/**
 * Builds frames in place, in memory that the caller owns and sends from: only what changes is
 * written, and the checksums are right, so nothing is left to offload.
 */
export class FrameBuilder {
  readonly #view: DataView;
  readonly #mssBytes: number;

  /** `memory` has room for {@linkcode SYN_FRAME_BYTES}; `mtuBytes` is announced less 40 as MSS. */
  constructor(
    memory: Uint8Array,
    options: { readonly ends: FrameEnds; readonly mtuBytes: number },
  ) {
    const { ends: { from, to }, mtuBytes } = options;
    this.#view = new DataView(memory.buffer, memory.byteOffset, SYN_FRAME_BYTES);
    this.#mssBytes = Math.min(mtuBytes - 40, 0xffff);
    memory.set(to.mac, 0);
    memory.set(from.mac, 6);
    memory.set(from.address, IP_AT + 12);
    memory.set(to.address, IP_AT + 16);
    const view = this.#view;
    view.setUint16(12, ETH_P_IP);
    view.setUint8(IP_AT, 0x45); // version 4, five words
    view.setUint16(IP_AT + 6, 0x4000); // never fragmented, so the identification may stay 0
    view.setUint8(IP_AT + 8, TTL);
    view.setUint8(IP_AT + 9, IPPROTO_TCP);
  }

  /** Writes a segment; returns how many bytes to send. */
  build(head: SegmentHead): number {
    const view = this.#view;
    const isSyn = (head.flags & SYN) !== 0;
    const frameBytes = isSyn ? SYN_FRAME_BYTES : FRAME_BYTES;
    const tcpBytes = frameBytes - TCP_AT;
    view.setUint16(TCP_AT, head.fromPort);
    view.setUint16(TCP_AT + 2, head.toPort);
    view.setUint32(TCP_AT + 4, head.sequence);
    view.setUint32(TCP_AT + 8, (head.flags & ACK) === 0 ? 0 : head.acknowledge);
    view.setUint8(TCP_AT + 12, (tcpBytes >> 2) << 4);
    view.setUint8(TCP_AT + 13, head.flags);
    view.setUint16(TCP_AT + 14, scaledWindow(head.windowBytes, isSyn));
    if (isSyn) this.#writeSynOptions();
    this.#writeChecksums(tcpBytes);
    return frameBytes;
  }

  #writeSynOptions(): void {
    const view = this.#view;
    const at = TCP_AT + 20;
    view.setUint8(at, OPTION_MSS);
    view.setUint8(at + 1, 4);
    view.setUint16(at + 2, this.#mssBytes);
    view.setUint8(at + 4, OPTION_NOP);
    view.setUint8(at + 5, OPTION_WINDOW_SCALE);
    view.setUint8(at + 6, 3);
    view.setUint8(at + 7, WINDOW_SCALE);
  }

  #writeChecksums(tcpBytes: number): void {
    const view = this.#view;
    view.setUint16(IP_AT + 2, 20 + tcpBytes);
    view.setUint16(IP_AT + 10, 0);
    view.setUint16(IP_AT + 10, fold(this.#sum(IP_AT, 20)));
    view.setUint16(TCP_AT + 16, 0);
    // the pseudo-header: both addresses, the protocol and the length (RFC 9293, section 3.1)
    const pseudo = this.#sum(IP_AT + 12, 8) + IPPROTO_TCP + tcpBytes;
    view.setUint16(TCP_AT + 16, fold(pseudo + this.#sum(TCP_AT, tcpBytes)));
  }

  #sum(at: number, byteCount: number): number {
    let sum = 0;
    for (let index = 0; index < byteCount; index += 2) sum += this.#view.getUint16(at + index);
    return sum;
  }
}

/** The window as the header says it: a SYN's is not scaled (RFC 7323, section 2.2). */
function scaledWindow(windowBytes: number, isSyn: boolean): number {
  return Math.min(isSyn ? windowBytes : windowBytes >>> WINDOW_SCALE, 0xffff);
}

/** The Internet checksum of a sum (RFC 1071). */
function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16);
  return ~((once & 0xffff) + (once >>> 16)) & 0xffff;
}
