/** The side that is called: handlers by name, each stream served by one. @module */
import { Connection } from "./connection.ts";
import type { ConnectionOptions } from "./connection_options.ts";
import { StreamClosed } from "./errors.ts";
import type { Stream } from "./stream.ts";

/** Answers a request. What it throws is the caller's `RemoteError`. */
export type UnaryHandler = (
  request: Uint8Array<ArrayBuffer>,
  stream: Stream,
) => Uint8Array | Promise<Uint8Array>;

/** Serves a stream, which is closed when it returns. What it throws is the peer's `RemoteError`. */
export type StreamHandler = (stream: Stream) => void | Promise<void>;

/** Handlers by the name that they are invoked by. */
export interface Handlers {
  readonly unary?: Readonly<Record<string, UnaryHandler>>;
  readonly streaming?: Readonly<Record<string, StreamHandler>>;
}

/**
 * Serves the streams of connections.
 *
 * Ownership: owns the connections that it serves. `close` ends them, and waits for the handlers.
 */
export class MuxServer implements AsyncDisposable {
  readonly #handlers: Handlers;
  readonly #connections = new Set<Connection>();
  readonly #running = new Set<Promise<void>>();
  /** The first stream that could not be ended. */
  #failure: { readonly error: unknown } | undefined;

  constructor(handlers: Handlers) {
    this.#handlers = handlers;
  }

  /** How many handlers run. */
  get runningCount(): number {
    return this.#running.size;
  }

  /** Serves what a peer opens on a connection. @throws as {@linkcode Connection} does. */
  serve(options: Omit<ConnectionOptions, "onStream">): Connection {
    const connection = new Connection({ ...options, onStream: (stream) => this.#start(stream) });
    this.#connections.add(connection);
    void this.#forget(connection);
    return connection;
  }

  /**
   * Ends all connections, and waits until no handler runs. Harmless when repeated.
   *
   * @throws what a connection could not be closed for, also one that had ended before; what a
   * stream could not be ended for after its handler.
   */
  async close(): Promise<void> {
    const closing = [...this.#connections].map((connection) => connection.close());
    const closed = await Promise.allSettled(closing);
    await Promise.all(this.#running);
    for (const one of closed) if (one.status === "rejected") throw one.reason;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * A connection that has ended is closed once its handlers are done with it. One that cannot be
   * stays: `close` then throws what this one got.
   */
  async #forget(connection: Connection): Promise<void> {
    await connection.ended();
    try {
      await connection.close();
      this.#connections.delete(connection);
    } catch {
      // told by `close`
    }
  }

  /** Nobody waits for a handler but `close`: it never rejects, and `close` tells what failed. */
  #start(stream: Stream): void {
    const running = this.#run(stream)
      .catch((error) => void (this.#failure ??= { error }))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(stream: Stream): Promise<void> {
    await using _stream = stream;
    try {
      await this.#handle(stream);
    } catch (error) {
      stream.fail(error);
    }
    stream.close();
  }

  async #handle(stream: Stream): Promise<void> {
    const { unary = {}, streaming = {} } = this.#handlers;
    const { name } = stream;
    if (Object.hasOwn(streaming, name)) return await streaming[name]!(stream);
    if (!Object.hasOwn(unary, name)) throw new Error(`nothing is served as ${name}`);
    const request = await stream.receive();
    if (request === undefined) throw new StreamClosed("no request came");
    const sent = stream.send(await unary[name]!(request, stream));
    if (sent !== undefined) await sent;
  }
}
