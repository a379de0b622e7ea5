/** What a connection is made of, and what can be asked of it. @module */
import type { AssemblerImplementation } from "./assembler/contract.ts";
import type { CopyCounter } from "./copy_counter.ts";
import type { MessagePool } from "./message_pool.ts";
import type { QueueImplementation } from "./queue/contract.ts";
import type { Stream } from "./stream.ts";
import type { Transport } from "./transport.ts";
import type { WriterImplementation } from "./writer/contract.ts";

/** What {@linkcode Connection} takes. */
export interface ConnectionOptions {
  /** Becomes the connection's. */
  readonly transport: Transport;
  /** The three parts that can be exchanged. */
  readonly writer: WriterImplementation;
  readonly queue: QueueImplementation;
  readonly assembler: AssemblerImplementation;
  /**
   * Where messages are; borrowed, disposed after the connection. Lend one to many connections: V8
   * counts the address space of each pool as memory, and collects garbage for it.
   *
   * @default {its own}
   */
  readonly pool?: MessagePool;
  readonly copies?: CopyCounter;
  /** Of the writer. */
  readonly markBytes?: number;
  /** Of the queues. */
  readonly queueCapacity?: number;
  readonly queueBudgetBytes?: number;
  /** Of the streams, with a writer that gives credit; the same on both sides. @default {262144} */
  readonly windowBytes?: number;
  /** Streams at a time; 0 for any number. @default {0} */
  readonly streamsMax?: number;
  /** The longest payload of a frame, on both sides. @default {65536} */
  readonly framePayloadBytesMax?: number;
  /** The longest message to be received. @default {4194304} */
  readonly messageBytesMax?: number;
  /** Takes the streams that the peer opens; without it such a stream is an error of protocol. */
  readonly onStream?: (stream: Stream) => void;
}

/** What {@linkcode Connection.open} takes. */
export interface OpenOptions {
  /** Goes with the invocation, which is never split from it. @default {none} */
  readonly metadata?: Uint8Array;
}

/** A stream, and whether the peer will hear of it yet. */
export interface OpenedStream {
  readonly stream: Stream;
  /** Resolves when the invocation was taken; undefined when it was at once. */
  readonly invoked: Promise<void> | undefined;
}
