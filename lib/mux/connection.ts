/** Many streams over one socket: who reads, who writes, and how all of it ends. @module */
import { EPOLLERR, EPOLLHUP, EPOLLIN, EPOLLOUT } from "../../ffi/epoll.ts";
import type { ConnectionOptions, OpenedStream, OpenOptions } from "./connection_options.ts";
import { ConnectionClosed } from "./errors.ts";
import { type Frame, FRAME_PAYLOAD_BYTES_MAX } from "./frame.ts";
import { Inbound } from "./inbound.ts";
import { encodeInvoke } from "./invoke.ts";
import { MessagePool } from "./message_pool.ts";
import { FULL } from "./queue/contract.ts";
import { Registry } from "./registry.ts";
import { Router } from "./router.ts";
import { Signal } from "./signal.ts";
import { Stream } from "./stream.ts";
import type { Transport } from "./transport.ts";
import { type TurnMember, Turns } from "./turn.ts";
import { DEFAULT_WINDOW_BYTES } from "./window.ts";
import type { FrameWriter } from "./writer/contract.ts";

const NO_METADATA = new Uint8Array(0);

/**
 * A connection. Its reader alone says whether the socket is well: what fails there, what cannot be
 * put together, and what breaks the protocol ends it, and all who wait get that one reason. What
 * fails on a stream ends that stream only; a write that fails is an error of those who write.
 *
 * Ownership: owns the socket, the writer, the streams and, unless one was lent, the pool. `close`
 * waits until no stream is left; messages that are held must be let go for that.
 */
export class Connection implements AsyncDisposable, TurnMember {
  readonly fd: number;
  readonly transport: Transport;
  readonly pool: MessagePool;
  readonly writer: FrameWriter;
  readonly registry: Registry<Stream>;
  readonly #options: ConnectionOptions;
  readonly #framePayloadBytesMax: number;
  readonly #windowBytes: number;
  readonly #inbound: Inbound;
  readonly #router: Router;
  readonly #turns: Turns;
  readonly #stack: DisposableStack;
  readonly #ended = new Signal();
  /** The stream whose message found its queue full: nothing is read until it has room. */
  #stalled: Stream | undefined;
  #waiting: Promise<void> | undefined;
  #mustResume = false;
  #hasEnded = false;
  #reason: unknown = undefined;
  #left: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** @throws {SysError} from mmap(2) or epoll_ctl(2); the transport is then closed too. */
  constructor(options: ConnectionOptions) {
    const { transport, framePayloadBytesMax = FRAME_PAYLOAD_BYTES_MAX } = options;
    this.#options = options;
    this.#framePayloadBytesMax = framePayloadBytesMax;
    this.transport = transport;
    this.fd = transport.fd;
    using stack = new DisposableStack();
    stack.use(transport);
    this.pool = options.pool ?? stack.use(new MessagePool());
    this.writer = stack.use(options.writer.open({
      end: transport,
      framePayloadBytesMax,
      onWork: () => this.#turns.request(this),
      onError: () => {}, // the reader says when it is over: what the peer sent can still come
      ...(options.markBytes === undefined ? {} : { markBytes: options.markBytes }),
    }));
    const { credit } = options.writer.traits;
    this.#windowBytes = credit ? options.windowBytes ?? DEFAULT_WINDOW_BYTES : 0;
    this.registry = new Registry({ streamsMax: options.streamsMax ?? 0 });
    this.#inbound = stack.use(
      new Inbound({
        transport,
        pool: this.pool,
        framePayloadBytesMax,
        onFrame: (frame) => this.#take(frame),
      }),
    );
    this.#router = new Router({
      registry: this.registry,
      writer: this.writer,
      onStream: options.onStream,
      makeStream: (id, name, metadata) => this.#makeStream(id, name, metadata),
    });
    this.#turns = Turns.shared();
    this.#turns.add(this);
    this.#stack = stack.move();
  }

  get interest(): number {
    if (this.#hasEnded) return 0;
    return (this.#inbound.isStalled ? 0 : EPOLLIN) | (this.writer.isBlocked ? EPOLLOUT : 0);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Why it ended; undefined before. */
  get reason(): unknown {
    return this.#reason;
  }

  /** Frames for streams that had ended, or that there never were. */
  get ignoredFrames(): number {
    return this.#router.ignoredCount;
  }

  /** Resolves with the reason once it has ended. */
  async ended(): Promise<unknown> {
    while (!this.#hasEnded) await this.#ended.wait();
    return this.#reason;
  }

  /**
   * Opens a stream. What is sent on it goes behind the invocation.
   *
   * @throws what ended the connection; {@linkcode TooManyStreams}; nothing was opened then.
   */
  open(name: string, { metadata = NO_METADATA }: OpenOptions = {}): OpenedStream {
    this.registry.requireRoom();
    const id = this.registry.highestId + 1;
    const frames = encodeInvoke({ id, name, metadata, maximum: this.#framePayloadBytesMax });
    const stream = this.#makeStream(id, name, metadata);
    this.registry.add(id, stream);
    try {
      const parked = this.writer.writeEncoded(frames, stream);
      if (parked !== undefined) {
        const invoked = this.#markLater(stream, parked);
        invoked.catch(() => {}); // who does not wait for it learns of it from the stream
        return { stream, invoked };
      }
    } catch (error) {
      stream.release();
      throw error;
    }
    stream.markInvoked();
    return { stream, invoked: undefined };
  }

  /**
   * Ends the connection and all its streams. What was written goes to the kernel as far as there is
   * room. Resolves when nothing is left of it. Harmless when repeated.
   */
  close(reason: unknown = new ConnectionClosed("The connection was closed here")): Promise<void> {
    this.#closing ??= this.#close(reason);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** For the turns. */
  onTurn(): boolean {
    if (this.#hasEnded) return false;
    if (!this.writer.isBlocked) this.writer.flush(); // else once there is room
    if (this.#mustResume) this.#resume();
    return true;
  }

  /** For the turns. */
  onReady(events: number): boolean {
    let hasWorked = false;
    if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) !== 0 && this.writer.isBlocked) {
      hasWorked = this.writer.flush();
    }
    if (this.#hasEnded || (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) === 0) return hasWorked;
    try {
      return this.#inbound.read() || hasWorked;
    } catch (error) {
      this.#end(error);
      return true;
    }
  }

  /** For the turns. */
  onFailure(error: unknown): void {
    this.#end(error);
  }

  /** Takes a frame. False: its message found no room. */
  #take(frame: Frame): boolean {
    const stream = this.#router.route(frame);
    if (stream === undefined) return true;
    if (!stream.assemble(frame)) return true;
    this.#stalled = stream; // also when the offer throws: the close gives the buffer back
    if (stream.offer() === FULL) {
      this.#waiting = this.#awaitRoom(stream);
      return false;
    }
    this.#stalled = undefined;
    return true;
  }

  /** Other streams wait too until this one has room: the queue is what bounds the memory. */
  async #awaitRoom(stream: Stream): Promise<void> {
    await stream.room();
    this.#mustResume = true;
    if (!this.#hasEnded) this.#turns.request(this);
  }

  #resume(): void {
    this.#mustResume = false;
    const stream = this.#stalled!;
    try {
      if (stream.offer() === FULL) {
        this.#waiting = this.#awaitRoom(stream);
        return;
      }
      this.#stalled = undefined;
      this.#inbound.resume();
    } catch (error) {
      this.#end(error);
    }
  }

  #makeStream(id: number, name: string, metadata: Uint8Array): Stream {
    const { queueCapacity, queueBudgetBytes, messageBytesMax, copies } = this.#options;
    const { pool } = this;
    const counted = copies === undefined ? { pool } : { pool, copies };
    using stack = new DisposableStack();
    const queue = stack.use(this.#options.queue.open({
      ...counted,
      ...(queueCapacity === undefined ? {} : { capacity: queueCapacity }),
      ...(queueBudgetBytes === undefined ? {} : { budgetBytes: queueBudgetBytes }),
    }));
    const assembler = stack.use(this.#options.assembler.open({
      ...counted,
      ...(messageBytesMax === undefined ? {} : { messageBytesMax }),
    }));
    stack.move();
    return new Stream({
      id,
      name,
      metadata,
      writer: this.writer,
      queue,
      assembler,
      framePayloadBytesMax: this.#framePayloadBytesMax,
      windowBytes: this.#windowBytes,
      onFinished: () => this.registry.remove(id),
    });
  }

  async #markLater(stream: Stream, parked: Promise<void>): Promise<void> {
    await parked;
    stream.markInvoked();
    if (stream.isTerminated) throw stream.cause;
  }

  /** The one way in which a connection ends. The first reason stays, and reaches all who wait. */
  #end(reason: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#reason = reason;
    this.#inbound.close();
    this.registry.close(reason);
    this.writer.stop(reason);
    this.#left = this.#turns.remove(this);
    this.transport[Symbol.dispose]();
    for (const stream of this.registry.all()) stream.endByError(reason);
    this.#ended.wake();
  }

  async #close(reason: unknown): Promise<void> {
    if (!this.#hasEnded) this.writer.flush();
    this.#end(reason);
    for (const stream of this.registry.all()) stream.release();
    await this.registry.emptied();
    await this.#left;
    await this.#waiting;
    this.#stalled?.offer(); // its queue is closed: the buffer goes back
    this.#stack.dispose();
  }
}
