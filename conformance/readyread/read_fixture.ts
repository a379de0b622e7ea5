/** The fixture of the readyread path: sources of many connections, and the far ends of these. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import type { Implementation } from "../../lib/implementation.ts";
import { BufferedReader, type BufferedReaderOptions } from "../../lib/readyread/buffered_reader.ts";
import type { ReadInput, ReadSource } from "../../lib/readyread/contract.ts";
import { FramedReader, type FramedReaderOptions } from "../../lib/readyread/framed_reader.ts";
import { DatagramSourceFixture } from "../datagram_fixture.ts";
import { receiveTrips } from "../ring/receive_trips.ts";
import type { RoundTrip, RoundTripFixture, RoundTripOptions } from "../ring/round_trip.ts";
import { Denied, mustEqual } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import type { SourceFixture } from "../source_fixture.ts";
import { Line, type LineOptions } from "./line.ts";

/** A row of the suite: a source, or a mutant, which may also break a reader on top of it. */
export type ReadRow = Implementation<ReadInput, ReadSource> & {
  readonly openFrames?: (options: FramedReaderOptions) => FramedReader;
  readonly openBuffered?: (options: BufferedReaderOptions) => BufferedReader;
};

/** What one read takes where a rule says nothing else: a page. */
export const BUFFER_BYTES = 4096;
/** Buffers in hand at most, where a rule says nothing else: the default of the path. */
export const BUFFERS = 32;
const CONNECTIONS = 4;

/** The fixture of rules about sources of many connections. */
export interface ReadFixture extends SourceFixture, RoundTripFixture {
  /** A source whose one connection is the channel's, for the rules of every source. */
  open(options?: { readonly checked: boolean }): ReadSource;
  /** A source without connections, checked, with some of its input chosen by the rule. */
  openSource(options?: Partial<ReadInput>): ReadSource;
  /** A reader of frames on a source; disposed before it. */
  openFrames(options: FramedReaderOptions): FramedReader;
  /** A reader of bytes on a source; disposed before it. */
  openBuffered(options: BufferedReaderOptions): BufferedReader;
  /** A connection that no source has yet. */
  openLine(transport: Transport, options?: LineOptions): Line;
  /** Buffers that the source declares to keep out while nothing is there to read. */
  idleBuffers(source: ReadSource, buffersMax?: number): number;
  /** Goes on only when just these are out, with their bytes, and the counts are in balance. */
  mustBeIdle(source: ReadSource, options: IdleOptions): void;
}

/** What {@linkcode ReadFixture.mustBeIdle} is told. */
export interface IdleOptions {
  readonly what: string;
  /** @default {BUFFER_BYTES} */
  readonly bufferBytes?: number;
  /** @default {BUFFERS} */
  readonly buffersMax?: number;
  /** Connections that are read from. @default {all that are in} */
  readonly reading?: number;
}

/** See {@linkcode ReadFixture}. */
export class ManyFixture extends DatagramSourceFixture<ReadRow> implements ReadFixture {
  readonly transports: readonly Transport[] = ["unix_datagram"];

  open({ checked }: { readonly checked: boolean } = { checked: true }): ReadSource {
    return this.#openOne({ checked });
  }

  openSource(options: Partial<ReadInput> = {}): ReadSource {
    const input = { bufferBytes: BUFFER_BYTES, connectionsMax: CONNECTIONS, checked: true };
    return this.stack.use(this.row.open({ ...input, ...options }));
  }

  openRoundTrip({ firstRequestId = 1 }: RoundTripOptions = {}): RoundTrip {
    return receiveTrips(this, this.#openOne({ firstRequestId }));
  }

  openFrames(options: FramedReaderOptions): FramedReader {
    return this.stack.use(this.row.openFrames?.(options) ?? new FramedReader(options));
  }

  openBuffered(options: BufferedReaderOptions): BufferedReader {
    return this.stack.use(this.row.openBuffered?.(options) ?? new BufferedReader(options));
  }

  openLine(transport: Transport, options: LineOptions = {}): Line {
    try {
      return this.stack.use(new Line(transport, options));
    } catch (error) {
      // rules open a hundred: a small limit on open files is the host's
      const isFull = error instanceof SysError && error.errno === ERRNO.EMFILE;
      throw isFull ? new Denied(error.message, { cause: error }) : error;
    }
  }

  idleBuffers(source: ReadSource, buffersMax: number = BUFFERS): number {
    const { idleBuffers = "none" } = this.traits;
    if (idleBuffers === "fixed") return buffersMax;
    return idleBuffers === "per_connection" ? source.connectionCount : 0;
  }

  mustBeIdle(source: ReadSource, options: IdleOptions): void {
    const { what, bufferBytes = BUFFER_BYTES, buffersMax, reading } = options;
    const { idleBuffers } = this.traits;
    const count = idleBuffers === "per_connection" && reading !== undefined
      ? reading
      : this.idleBuffers(source, buffersMax);
    const { outstanding, bytesOut, acquired, released } = source.pool;
    mustEqual({ outstanding, bytesOut, balance: acquired - released }, {
      expected: {
        outstanding: count,
        bytesOut: count * Math.ceil(bufferBytes / BUFFER_BYTES) * BUFFER_BYTES,
        balance: count,
      },
      what: `buffers of the pool ${what}`,
    });
  }

  /** A source of the channel's socket alone. */
  #openOne(options: Partial<ReadInput>): ReadSource {
    const { fd } = this;
    const source = this.openSource({ bufferBytes: 512, connectionsMax: 1, ...options });
    source.add(fd);
    return source;
  }
}
