/** The receives of many connections in one ring: armed, ended early, cancelled. @module */
import { SQE } from "../../ffi/liburing.ts";
import { MSG_TRUNC } from "../../ffi/socket_constants.ts";
import * as C from "../../ffi/uring_constants.ts";
import { OPERATION, userDataHigh } from "../ring/request_id.ts";
import type { RequestRing } from "../ring/request_ring.ts";
import { ConnectionLines } from "./connection_lines.ts";

/** The group of provided buffers that all receives pick from. */
export const BUFFER_GROUP = 0;

const SQE_WORDS = SQE.sizeBytes >> 2;
const ADDRESS_WORD = SQE.fields.addr.offset >> 2;
const USER_DATA_WORD = SQE.fields.user_data.offset >> 2;

/** The lines of connections that are to be armed. */
export const LINE = {
  /** Whatever they have. */
  idle: 0,
  /** They have data for sure: their receives found no buffer at all. */
  starved: 1,
  /** The same, of those that used buffers up: they come after the starved ones. */
  sated: 2,
} as const;

/**
 * At most one multishot recv(2) for each connection, told by its request id: 14 bytes for each.
 *
 * A receive ends early when the buffers run out, when a datagram is empty, or as the kernel likes;
 * then its connection waits in line to be armed again with the next enter.
 */
export class MultishotRequests {
  readonly #ring: RequestRing;
  readonly #words: Uint32Array<ArrayBuffer>;
  /** The id of a connection's receive, valid while it is armed. */
  readonly #ids: Uint32Array<ArrayBuffer>;
  readonly #isArmed: Uint8Array<ArrayBuffer>;
  /** Connections to be armed, by {@linkcode LINE}. */
  readonly lines: ConnectionLines;
  /** 1 where the connection's present receive brought something. */
  readonly #hasBrought: Uint8Array<ArrayBuffer>;
  readonly #receive = {
    opcode: C.IORING_OP_RECV,
    fd: -1,
    flags: C.IOSQE_BUFFER_SELECT,
    ioprio: C.IORING_RECV_MULTISHOT,
    messageFlags: 0,
    bufferGroup: BUFFER_GROUP,
  };
  readonly #cancel = { opcode: C.IORING_OP_ASYNC_CANCEL, fd: -1 } as const;

  constructor(ring: RequestRing, connectionsMax: number) {
    this.#ring = ring;
    const { sqes } = ring.uring;
    this.#words = new Uint32Array(sqes.buffer, sqes.byteOffset, sqes.byteLength >> 2);
    this.#ids = new Uint32Array(connectionsMax);
    this.#isArmed = new Uint8Array(connectionsMax);
    this.lines = new ConnectionLines(connectionsMax, { lineCount: Object.keys(LINE).length });
    this.#hasBrought = new Uint8Array(connectionsMax);
  }

  /** Whether `id` is that of the connection's present receive. */
  isCurrent(connection: number, id: number): boolean {
    return this.#isArmed[connection] === 1 && this.#ids[connection] === id;
  }

  /** Whether a connection's receive is in flight. */
  isArmed(connection: number): boolean {
    return this.#isArmed[connection] === 1;
  }

  /** Its receive ended. */
  ended(connection: number): void {
    this.#isArmed[connection] = 0;
  }

  /** Its receive brought bytes. */
  brought(connection: number): void {
    this.#hasBrought[connection] = 1;
  }

  /** Puts a connection in line whose receive ended for want of a buffer. */
  queueStarved(connection: number): void {
    this.lines.push(this.#hasBrought[connection] === 1 ? LINE.sated : LINE.starved, connection);
  }

  /** Queues a receive for the next enter; makes room first where the submission ring is full. */
  arm(connection: number, fd: number, options: { readonly isDatagram: boolean }): void {
    this.#makeRoom();
    this.#receive.fd = fd;
    // tells the length of a datagram that was cut; on a stream it would throw bytes away
    this.#receive.messageFlags = options.isDatagram ? MSG_TRUNC : 0;
    const place = this.#ring.push(OPERATION.receiveMultishot, connection, this.#receive);
    this.#ids[connection] = this.#words[place * SQE_WORDS + USER_DATA_WORD]!;
    this.#isArmed[connection] = 1;
    this.#hasBrought[connection] = 0;
  }

  /** Queues the cancellation of a connection's receive. Returns the id that ends with it. */
  pushCancel(connection: number): number {
    this.#makeRoom();
    const place = this.#ring.push(OPERATION.cancel, 0, this.#cancel);
    const word = place * SQE_WORDS + ADDRESS_WORD;
    this.#words[word] = this.#ids[connection]!;
    this.#words[word + 1] = userDataHigh(OPERATION.receiveMultishot);
    this.#isArmed[connection] = 0;
    return this.#ids[connection]!;
  }

  #makeRoom(): void {
    const { uring } = this.#ring;
    if (uring.unsubmitted === uring.sqEntryCount) uring.submit();
  }
}
