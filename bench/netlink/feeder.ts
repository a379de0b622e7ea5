/** Fills a datagram socket outside of every meter: numbered records, many a call. @module */
import { SysError } from "../../ffi/errno.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { MessageVector } from "../../ffi/message.ts";
import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../../ffi/socket_constants.ts";
import { sendmmsg } from "../../ffi/transfer.ts";
import { fillPattern, sealOffset } from "../../lib/ringbuf/fixture/record.ts";

/** What one sendmmsg(2) takes at most (UIO_MAXIOV). */
const MESSAGES_MAX = 1024;

/** What {@linkcode Feeder} takes. */
export interface FeederOptions {
  readonly fd: number;
  /** A multiple of 8, at least 24. */
  readonly payloadBytes: number;
  /** The most of one fill. */
  readonly recordCount: number;
}

/** Records in native memory, as lib/ringbuf/fixture/record.ts has them, without a stamp. */
export class Feeder implements Disposable {
  readonly #options: FeederOptions;
  readonly #memory: NativeMemory;
  readonly #messages: MessageVector;
  readonly #words: Int32Array<ArrayBuffer>;

  /** @throws {SysError} from mmap(2); nothing stays open. */
  constructor(options: FeederOptions) {
    using stack = new DisposableStack();
    const { payloadBytes, recordCount } = options;
    this.#options = options;
    this.#memory = stack.use(NativeMemory.map({ sizeBytes: payloadBytes * recordCount }));
    this.#messages = stack.use(new MessageVector({ messageCount: recordCount }));
    this.#words = new Int32Array(this.#memory.bytes.buffer);
    const base = Number(this.#memory.address);
    for (let index = 0; index < recordCount; index++) {
      const offset = index * payloadBytes;
      fillPattern(this.#memory.bytes.subarray(offset, offset + payloadBytes));
      this.#messages.setIovec(index, 0, base + offset, payloadBytes);
    }
    stack.move();
  }

  /** Makes `records` ready, numbered from `sequence`. @throws {SysError} when they do not fit. */
  fill(records: number, sequence: number): void {
    const { fd, payloadBytes } = this.#options;
    const seal = sealOffset(payloadBytes) >> 2;
    for (let index = 0; index < records; index++) {
      const word = (index * payloadBytes) >> 2;
      this.#words[word] = sequence;
      this.#words[word + 1] = 0;
      this.#words[word + seal] = ~sequence;
      this.#words[word + seal + 1] = -1;
      sequence = (sequence + 1) | 0;
    }
    for (let sent = 0; sent < records;) {
      const count = Math.min(records - sent, MESSAGES_MAX);
      const took = sendmmsg(fd, this.#messages.address(sent), count, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (took < 0) throw new SysError("sendmmsg", -took, "a larger socket buffer is needed");
      sent += took;
    }
  }

  [Symbol.dispose](): void {
    this.#messages[Symbol.dispose]();
    this.#memory[Symbol.dispose]();
  }
}
