/** Encodes sockets as protobuf, by the schema socket_record.proto. @module */
import protobuf from "protobufjs";
import { DirectWriter } from "./direct_writer.ts";
import type { SocketRecord } from "./socket_record.ts";

const SCHEMA = new URL("./socket_record.proto", import.meta.url);
const MESSAGE = "ringside.netlink.SocketRecord";

/** No record is longer, its length in front included. */
export const ENCODED_BYTES_MAX = 1024;

/** What {@linkcode RecordEncoder} takes. */
export interface RecordEncoderOptions {
  /**
   * Whether each message follows its length: true for datagrams, so that they can be put one after
   * the other; false for streams, where the sink's frame header is that same length.
   */
  readonly delimited: boolean;
}

/**
 * Encodes one record after the other, by the encoder that the library makes of the schema. It makes
 * no object, see {@linkcode DirectWriter}; numbers past 2^30 are boxed on the way there.
 */
export class RecordEncoder {
  readonly #type: protobuf.Type;
  readonly #writer = new DirectWriter();
  readonly #delimited: boolean;

  /** Reads the schema. @throws {Deno.errors.NotFound} when its file is missing. */
  constructor({ delimited }: RecordEncoderOptions) {
    this.#type = recordType();
    this.#delimited = delimited;
  }

  /**
   * Encodes `record` to `bytes` at `offset`. Returns the length.
   *
   * @throws {RangeError} when there is no room; `bytes` is then overwritten from `offset` on.
   */
  encode(record: SocketRecord, bytes: Uint8Array, offset: number): number {
    const writer = this.#writer;
    writer.begin(bytes, offset);
    if (this.#delimited) writer.fork();
    this.#type.encode(record, writer);
    if (this.#delimited) writer.ldelim();
    const length = writer.end - offset;
    if (writer.end > bytes.length) {
      throw new RangeError(
        `Cannot encode a socket of ${length} bytes: ${bytes.length - offset} are left`,
      );
    }
    return length;
  }
}

/** The message type of the schema, for readers. */
export function recordType(): protobuf.Type {
  type ??= protobuf.parse(Deno.readTextFileSync(SCHEMA)).root.lookupType(MESSAGE);
  return type;
}

let type: protobuf.Type | undefined;
