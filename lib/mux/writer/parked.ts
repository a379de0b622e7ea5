/** Frames that wait for their turn, in order. @module */
import type { FrameHeader } from "../frame.ts";
import type { WriteOwner } from "./contract.ts";

/** A frame that waits. */
export interface ParkedWrite {
  /** Undefined for frames encoded before. */
  readonly header: FrameHeader | undefined;
  readonly payload: Uint8Array;
  readonly payloadOffset: number;
  readonly payloadBytes: number;
  readonly owner: WriteOwner;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** First in, first out, but for those withdrawn. */
export class ParkedWrites {
  #entries: ParkedWrite[] = [];
  /** Where the oldest one is: shifting an array for each would move all the others. */
  #head = 0;

  get count(): number {
    return this.#entries.length - this.#head;
  }

  /** The oldest one. */
  get first(): ParkedWrite | undefined {
    return this.#entries[this.#head];
  }

  /** Puts one behind the others. The header is copied, since its owner uses it again. */
  add(entry: Omit<ParkedWrite, "promise" | "resolve" | "reject">): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const header = entry.header === undefined ? undefined : { ...entry.header };
    this.#entries.push({ ...entry, header, promise, resolve, reject });
    return promise;
  }

  /** Takes the oldest one out. */
  shift(): void {
    this.#head++;
    if (this.#head < this.#entries.length && this.#head < 1024) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }

  /** Refuses those of an owner, or all. Returns how many. */
  refuse(reason: unknown, owner?: WriteOwner): number {
    const all = this.#entries.slice(this.#head);
    const refused = all.filter((entry) => owner === undefined || entry.owner === owner);
    if (refused.length === 0) return 0;
    this.#entries = all.filter((entry) => owner !== undefined && entry.owner !== owner);
    this.#head = 0;
    for (const entry of refused) entry.reject(reason);
    return refused.length;
  }
}
