/** Walks the datagrams of a dump, message by message, without reading past an end. @module */
import {
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_NOOP,
  NLMSG_OVERRUN,
  NLMSGHDR,
} from "../../../ffi/netlink_constants.ts";
import {
  INET_DIAG_MSG,
  INET_DIAG_SOCKID,
  RTATTR,
  SOCK_DIAG_BY_FAMILY,
} from "../../../ffi/sock_diag.ts";
import { AF_INET } from "../../../ffi/socket_constants.ts";
import { CorruptHeader } from "../../errors.ts";
import { AttributeReader } from "./attributes.ts";
import { number64 } from "./number64.ts";
import { SocketRecord } from "./socket_record.ts";

/** The datagram holds no more; another one follows. */
export const NO_MORE = 0;
/** A socket, in `record`. */
export const RECORD = 1;
/** The dump is complete. */
export const DUMP_DONE = 2;
/** The kernel refused or broke off: `errno` says why, 0 for an acknowledgement. */
export const DUMP_FAILED = 3;
/** The kernel lost messages: the dump must be started again. */
export const DUMP_OVERRUN = 4;

/** One of the constants above. */
export type ParseOutcome =
  | typeof NO_MORE
  | typeof RECORD
  | typeof DUMP_DONE
  | typeof DUMP_FAILED
  | typeof DUMP_OVERRUN;

const HEADER = NLMSGHDR.fields;
const HEADER_BYTES = NLMSGHDR.sizeBytes;
const MSG = INET_DIAG_MSG.fields;
const MSG_BYTES = INET_DIAG_MSG.sizeBytes;
const ID = INET_DIAG_SOCKID.fields;
const ATTRIBUTE_BYTES = RTATTR.sizeBytes;
const IPV4_BYTES = 4;
const IPV6_BYTES = 16;
const ALIGN_MASK = ~3;

/** Reads what a source hands out. One record and its arrays serve all of them. */
export class DumpParser {
  /** The socket last found. */
  readonly record: SocketRecord = new SocketRecord();
  /** Why a dump failed, positive. */
  errno = 0;
  /** Whether sockets changed while they were dumped (NLM_F_DUMP_INTR): some may be missing. */
  interrupted = false;
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #reader: AttributeReader;
  readonly #source = new Uint8Array(IPV6_BYTES);
  readonly #destination = new Uint8Array(IPV6_BYTES);
  readonly #source4 = this.#source.subarray(0, IPV4_BYTES);
  readonly #destination4 = this.#destination.subarray(0, IPV4_BYTES);
  #sequence = 0;
  #protocol = 0;
  #at = 0;
  #end = 0;

  /** @param bytes the memory that offsets count in: a source's `bytes`. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#reader = new AttributeReader(this.#view, this.record);
  }

  /** A new dump: messages with another sequence number are passed over. */
  begin(sequence: number, protocol: number): void {
    this.#sequence = sequence >>> 0;
    this.#protocol = protocol;
    this.interrupted = false;
    this.errno = 0;
    this.#at = 0;
    this.#end = 0;
  }

  /** A new datagram. @throws {RangeError} when it is not inside of the memory. */
  datagram(offset: number, length: number): void {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.#bytes.length)) {
      throw new RangeError(
        `Cannot parse ${length} bytes at ${offset}: ${this.#bytes.length} exist`,
      );
    }
    this.#at = offset;
    this.#end = offset + length;
  }

  /**
   * The next thing of the datagram.
   *
   * @throws {CorruptHeader} for a length that does not fit; the rest of the datagram is given up.
   */
  next(): ParseOutcome {
    for (;;) {
      const at = this.#at;
      const left = this.#end - at;
      if (left < HEADER_BYTES) return left > 0 ? this.#fail("a message header is cut") : NO_MORE;
      const view = this.#view;
      const length = view.getUint32(at + HEADER.nlmsg_len.offset, true);
      if (length < HEADER_BYTES || length > left) {
        return this.#fail(`a message of ${length} bytes, with ${left} left`);
      }
      this.#at = Math.min(at + ((length + 3) & ALIGN_MASK), this.#end);
      if (view.getUint32(at + HEADER.nlmsg_seq.offset, true) !== this.#sequence) continue;
      const flags = view.getUint16(at + HEADER.nlmsg_flags.offset, true);
      if ((flags & NLM_F_DUMP_INTR) !== 0) this.interrupted = true;
      const outcome = this.#message(at, length);
      if (outcome !== NO_MORE) return outcome;
    }
  }

  /** One message; NO_MORE for one to pass over. */
  #message(at: number, length: number): ParseOutcome {
    const type = this.#view.getUint16(at + HEADER.nlmsg_type.offset, true);
    switch (type) {
      case SOCK_DIAG_BY_FAMILY:
        if (length < HEADER_BYTES + MSG_BYTES) return this.#fail(`a socket of ${length} bytes`);
        this.#socket(at + HEADER_BYTES);
        this.#attributes(at + HEADER_BYTES + MSG_BYTES, at + length);
        return RECORD;
      case NLMSG_DONE:
        this.errno = this.#code(at, length);
        return this.errno === 0 ? DUMP_DONE : DUMP_FAILED;
      case NLMSG_ERROR:
        if (length < HEADER_BYTES + 4) return this.#fail(`an error of ${length} bytes`);
        this.errno = this.#code(at, length);
        return DUMP_FAILED;
      case NLMSG_OVERRUN:
        return DUMP_OVERRUN;
      case NLMSG_NOOP:
      default:
        return NO_MORE;
    }
  }

  /** The errno that follows a header, positive; an older kernel's DONE has none. */
  #code(at: number, length: number): number {
    return length < HEADER_BYTES + 4 ? 0 : -this.#view.getInt32(at + HEADER_BYTES, true);
  }

  #socket(at: number): void {
    const { record } = this;
    const view = this.#view;
    const id = at + MSG.id.offset;
    const isIpv4 = view.getUint8(at + MSG.idiag_family.offset) === AF_INET;
    record.family = view.getUint8(at + MSG.idiag_family.offset);
    record.protocol = this.#protocol;
    record.state = view.getUint8(at + MSG.idiag_state.offset);
    record.timer = view.getUint8(at + MSG.idiag_timer.offset);
    record.timerRetransmits = view.getUint8(at + MSG.idiag_retrans.offset);
    record.timerExpiresMs = view.getUint32(at + MSG.idiag_expires.offset, true);
    record.sourcePort = view.getUint16(id + ID.idiag_sport.offset, false);
    record.destinationPort = view.getUint16(id + ID.idiag_dport.offset, false);
    record.interfaceIndex = view.getUint32(id + ID.idiag_if.offset, true);
    record.cookie = number64(view, id + ID.idiag_cookie.offset);
    record.receiveQueueBytes = view.getUint32(at + MSG.idiag_rqueue.offset, true);
    record.sendQueueBytes = view.getUint32(at + MSG.idiag_wqueue.offset, true);
    record.userId = view.getUint32(at + MSG.idiag_uid.offset, true);
    record.inode = view.getUint32(at + MSG.idiag_inode.offset, true);
    const count = isIpv4 ? IPV4_BYTES : IPV6_BYTES;
    for (let index = 0; index < count; index++) {
      this.#source[index] = this.#bytes[id + ID.idiag_src.offset + index]!;
      this.#destination[index] = this.#bytes[id + ID.idiag_dst.offset + index]!;
    }
    record.sourceAddress = isIpv4 ? this.#source4 : this.#source;
    record.destinationAddress = isIpv4 ? this.#destination4 : this.#destination;
    record.clearAttributes();
  }

  #attributes(start: number, end: number): void {
    for (let at = start; at < end;) {
      const left = end - at;
      const length = left < ATTRIBUTE_BYTES ? 0 : this.#view.getUint16(at, true);
      if (length < ATTRIBUTE_BYTES || length > left) {
        this.#fail(`an attribute of ${length} bytes, with ${left} left`);
      }
      const type = this.#view.getUint16(at + RTATTR.fields.rta_type.offset, true);
      this.#reader.read(type, at + ATTRIBUTE_BYTES, at + length);
      at += (length + 3) & ALIGN_MASK;
    }
  }

  #fail(what: string): never {
    this.#at = this.#end;
    throw new CorruptHeader(`Cannot parse a dump: ${what}; no kernel sends that`);
  }
}
