/** Encodes sockets as protobuf, by the schema socket_record.proto. @module */
import protobuf from "protobufjs";
import type { SocketRecord } from "./socket_record.ts";

const SCHEMA = new URL("./socket_record.proto", import.meta.url);
const MESSAGE = "ringside.netlink.SocketRecord";

/** What {@linkcode RecordEncoder} takes. */
export interface RecordEncoderOptions {
  /**
   * Whether each message follows its length: true for datagrams, so that they can be put one after
   * the other; false for streams, where the sink's frame header is that same length.
   */
  readonly delimited: boolean;
}

/**
 * Encodes one record after the other.
 *
 * Allocation remains here, and only here in a dump cycle: the library's writer links an object for
 * each field and makes an array for each message; it offers no way to write into given memory.
 */
export class RecordEncoder {
  readonly #type: protobuf.Type;
  readonly #writer: protobuf.Writer;
  readonly #delimited: boolean;

  /** Reads the schema. @throws {Deno.errors.NotFound} when its file is missing. */
  constructor({ delimited }: RecordEncoderOptions) {
    this.#type = recordType();
    this.#writer = protobuf.Writer.create();
    this.#delimited = delimited;
  }

  /**
   * Encodes `record` to `bytes` at `offset`. Returns the length.
   *
   * @throws {RangeError} when there is no room; nothing was written.
   */
  encode(record: SocketRecord, bytes: Uint8Array, offset: number): number {
    const writer = this.#writer.reset();
    if (this.#delimited) this.#type.encodeDelimited(record, writer);
    else this.#type.encode(record, writer);
    const encoded = writer.finish();
    if (offset + encoded.length > bytes.length) {
      throw new RangeError(
        `Cannot encode a socket of ${encoded.length} bytes: ${bytes.length - offset} are left`,
      );
    }
    bytes.set(encoded, offset);
    return encoded.length;
  }
}

/** The message type of the schema, for readers. */
export function recordType(): protobuf.Type {
  type ??= protobuf.parse(Deno.readTextFileSync(SCHEMA)).root.lookupType(MESSAGE);
  return type;
}

let type: protobuf.Type | undefined;
