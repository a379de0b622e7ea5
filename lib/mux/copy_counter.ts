/** Counts copies on the way of messages: how often, and how many bytes. @module */

/**
 * What was copied on the way of messages. The totals are a Float64Array, since a plain field past
 * 2^30 would be boxed and allocate per copy.
 */
export class CopyCounter {
  readonly #cells = new Float64Array(4);

  /** Calls that copied, those of nothing included. */
  get copies(): number {
    return this.#cells[0]!;
  }

  /** Bytes that they moved. */
  get copiedBytes(): number {
    return this.#cells[1]!;
  }

  /** Messages that arrived at the end of the way. */
  get messages(): number {
    return this.#cells[2]!;
  }

  /** Their bytes. */
  get messageBytes(): number {
    return this.#cells[3]!;
  }

  /** How often each message was copied, on average; of messages in one frame, exactly. */
  get copiesPerMessage(): number {
    return this.messages === 0 ? 0 : this.copies / this.messages;
  }

  /** How often each byte was copied, on average. */
  get copiesPerByte(): number {
    return this.messageBytes === 0 ? 0 : this.copiedBytes / this.messageBytes;
  }

  /** Books a copy. */
  addCopy(sizeBytes: number): void {
    this.#cells[0]!++;
    this.#cells[1]! += sizeBytes;
  }

  /** Books a message that arrived. */
  addMessage(sizeBytes: number): void {
    this.#cells[2]!++;
    this.#cells[3]! += sizeBytes;
  }
}
