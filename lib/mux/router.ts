/** Brings each frame to its stream: what it means for one, and what only a connection can end with. @module */
import { DuplicateStream, ProtocolError, RemoteError, TooManyStreams } from "./errors.ts";
import {
  CANCEL,
  CLOSE,
  CLOSE_SEND,
  ERROR,
  type Frame,
  INVOKE,
  KIND_NAMES,
  MESSAGE,
  METADATA,
  WINDOW_UPDATE,
} from "./frame.ts";
import type { Registry } from "./registry.ts";
import type { Stream } from "./stream.ts";
import { decodeGrant } from "./window.ts";
import type { FrameWriter } from "./writer/contract.ts";

const NO_METADATA = new Uint8Array(0);

/** What {@linkcode Router} takes. */
export interface RouterOptions {
  readonly registry: Registry<Stream>;
  readonly writer: FrameWriter;
  /** Undefined on the side that opens the streams. */
  readonly onStream: ((stream: Stream) => void) | undefined;
  readonly makeStream: (id: number, name: string, metadata: Uint8Array) => Stream;
}

/** Routes frames, in the order in which they came. */
export class Router {
  /** Frames for streams that had ended, or that there never were. */
  ignoredCount = 0;
  readonly #options: RouterOptions;
  /** Metadata whose invocation is the next frame. */
  #metadata: Uint8Array = NO_METADATA;
  #metadataStream = 0;

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /**
   * Does what a frame says. Returns the stream of a piece of a message, which is the caller's to
   * assemble.
   *
   * @throws {ProtocolError} for what no right peer sends.
   */
  route(frame: Frame): Stream | undefined {
    const { kind } = frame;
    if (kind === INVOKE) return this.#invoke(frame);
    if (kind === METADATA) return this.#keepMetadata(frame);
    const stream = this.#options.registry.get(frame.stream);
    if (stream === undefined || stream.isTerminated) {
      this.ignoredCount++;
      return undefined;
    }
    if (kind === MESSAGE) return stream;
    this.#control(stream, frame);
    return undefined;
  }

  #control(stream: Stream, frame: Frame): void {
    const { bytes, payloadOffset, payloadBytes } = frame;
    switch (frame.kind) {
      case CLOSE_SEND:
        return stream.endReceive();
      case CLOSE:
        return stream.endByClose();
      case CANCEL:
        return stream.endByCancel();
      case ERROR:
        return stream.endByError(new RemoteError(payloadText(frame)));
      case WINDOW_UPDATE:
        return stream.grant(decodeGrant(bytes, payloadOffset, payloadBytes));
    }
  }

  #keepMetadata(frame: Frame): undefined {
    requireWhole(frame);
    this.#metadataStream = frame.stream;
    this.#metadata = payload(frame);
  }

  #invoke(frame: Frame): undefined {
    requireWhole(frame);
    const { registry, onStream, makeStream } = this.#options;
    const { stream: id } = frame;
    if (onStream === undefined) {
      throw new ProtocolError(`Cannot take stream ${id}: this side opens the streams`);
    }
    const metadata = this.#metadataStream === id ? this.#metadata : NO_METADATA;
    this.#metadata = NO_METADATA;
    this.#metadataStream = 0;
    try {
      registry.use(id);
    } catch (error) {
      throw asProtocolError(error);
    }
    let stream: Stream;
    try {
      registry.requireRoom();
      stream = makeStream(id, payloadText(frame), metadata);
    } catch (error) {
      return this.#refuse(id, error);
    }
    registry.add(id, stream);
    stream.markInvoked();
    try {
      onStream(stream);
    } catch (error) {
      stream.fail(error);
    }
  }

  /** A stream that cannot be had is the stream's affair: the connection goes on. */
  #refuse(id: number, error: unknown): undefined {
    const text = error instanceof TooManyStreams
      ? "too many streams are open on this connection"
      : "no memory for another stream";
    const message = new TextEncoder().encode(text);
    this.#options.writer.writeControl({
      kind: ERROR,
      done: true,
      control: false,
      stream: id,
      message: 1,
      payloadBytes: message.length,
    }, message);
  }
}

function requireWhole({ kind, stream, done }: Frame): void {
  if (done) return;
  throw new ProtocolError(`Cannot take a part of ${KIND_NAMES[kind]} for stream ${stream}`);
}

function asProtocolError(error: unknown): unknown {
  if (!(error instanceof DuplicateStream)) return error;
  return new ProtocolError(error.message, { cause: error });
}

function payload({ bytes, payloadOffset, payloadBytes }: Frame): Uint8Array {
  return bytes.slice(payloadOffset, payloadOffset + payloadBytes);
}

function payloadText(frame: Frame): string {
  return new TextDecoder().decode(payload(frame));
}
