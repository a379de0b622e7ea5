/** The side that calls: one answer for one request, or a stream. @module */
import type { Connection } from "./connection.ts";
import { Canceled, StreamClosed } from "./errors.ts";
import type { Stream } from "./stream.ts";

/** What a call takes. */
export interface CallOptions {
  /** Goes with the invocation. @default {none} */
  readonly metadata?: Uint8Array;
  /** Cancels the call, at any point of it. @default {none} */
  readonly signal?: AbortSignal;
}

/**
 * Calls over a connection.
 *
 * Ownership: borrows the connection; who closes that ends the calls.
 */
export class MuxClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Sends a request, and resolves with the answer to it; the stream has then ended on both sides.
   *
   * @throws {Canceled} whenever the signal was aborted, the end of the stream notwithstanding; with
   * one that was aborted before, no stream is opened.
   * @throws {RemoteError} when the handler failed; {@linkcode StreamClosed} when it answered
   * nothing, or more than once; what ended the connection.
   */
  async call(
    name: string,
    request: Uint8Array,
    options: CallOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { signal } = options;
    const { stream, invoked, stopListening } = this.#open(name, options);
    try {
      if (invoked !== undefined) await invoked;
      const sent = stream.send(request);
      if (sent !== undefined) await sent;
      const closed = stream.closeSend();
      if (closed !== undefined) await closed;
      const answer = await stream.receive();
      if (answer === undefined) throw new StreamClosed(`Cannot call ${name}: no answer came`);
      if (await stream.receive() === undefined) return answer;
      throw new StreamClosed(`Cannot call ${name}: more than one answer came`);
    } catch (error) {
      throw signal?.aborted ? canceled(signal, error) : error;
    } finally {
      stopListening();
      await stream[Symbol.asyncDispose]();
    }
  }

  /**
   * Opens a stream, which the caller disposes. The signal cancels it for as long as it lasts.
   *
   * @throws as `call` does, before it is open.
   */
  async stream(name: string, options: CallOptions = {}): Promise<Stream> {
    const { signal } = options;
    const { stream, invoked, stopListening } = this.#open(name, options);
    void stream.finished().then(stopListening);
    try {
      if (invoked !== undefined) await invoked;
      return stream;
    } catch (error) {
      stream.release();
      throw signal?.aborted ? canceled(signal, error) : error;
    }
  }

  #open(name: string, { metadata, signal }: CallOptions) {
    if (signal?.aborted) throw canceled(signal);
    const opened = this.#connection.open(name, metadata === undefined ? {} : { metadata });
    if (signal === undefined) return { ...opened, stopListening: () => {} };
    const cancel = () => opened.stream.cancel(canceled(signal));
    signal.addEventListener("abort", cancel, { once: true });
    return { ...opened, stopListening: () => signal.removeEventListener("abort", cancel) };
  }
}

/** Why a call was cancelled: always of one type, the signal's own reason is its cause. */
function canceled(signal: AbortSignal, error?: unknown): Canceled {
  if (error instanceof Canceled) return error;
  return new Canceled("The call was canceled", { cause: signal.reason });
}
