/** The baseline: a lock, and a system call for each frame. @module */
import { NativeMemory } from "../../../ffi/memory.ts";
import { AVAILABLE } from "../../implementation.ts";
import type { FrameHeader } from "../frame.ts";
import type { WriteOwner, WriterImplementation, WriterInput } from "./contract.ts";
import { encodedBytesMax, WriterCore } from "./core.ts";
import { ParkedWrites } from "./parked.ts";

/**
 * One frame at a time: its owner has the lock until the kernel has all of it. Control frames that
 * come meanwhile are kept, and go before those who wait for the lock.
 */
export class FlushWriter extends WriterCore {
  readonly #memory: NativeMemory;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #control = new ParkedWrites();
  /** The frame under way: from `#sent` to `#end`. */
  #end = 0;
  #sent = 0;
  /** Whoever waits for it. */
  #owner: WriteOwner | undefined;
  #whole: PromiseWithResolvers<void> | undefined;
  #controlBytes = 0;

  /** @throws {SysError} from mmap(2). */
  constructor(input: WriterInput) {
    super(input);
    this.#memory = NativeMemory.map({ sizeBytes: encodedBytesMax(this.input) });
    this.#bytes = this.#memory.bytes;
  }

  get bufferedBytes(): number {
    return this.#end - this.#sent + this.#controlBytes;
  }

  /** What is under way will be written, so that its owner need not wait for the rest. */
  override withdraw(owner: WriteOwner, reason: unknown): number {
    if (this.#owner === owner) this.#unlock();
    return super.withdraw(owner, reason);
  }

  protected override admits(): boolean {
    return this.#end === 0 && this.#control.count === 0;
  }

  protected override put(
    header: Readonly<FrameHeader> | undefined,
    payload: Uint8Array,
    payloadOffset: number,
    payloadBytes: number,
    owner: WriteOwner | undefined,
  ): undefined | Promise<void> {
    const end = this.encode(this.#bytes, 0, header, payload, payloadOffset, payloadBytes);
    this.#end = end;
    this.book(end);
    this.#finish();
    if (this.#end === 0) return undefined;
    this.#owner = owner;
    this.#whole = Promise.withResolvers<void>();
    return this.#whole.promise;
  }

  protected override putControl(header: Readonly<FrameHeader>, payload: Uint8Array): void {
    const { payloadBytes } = header;
    if (this.admits()) {
      const rest = this.put(header, payload, 0, payloadBytes, undefined);
      void rest?.catch(() => {}); // nobody waits for it
      return;
    }
    const entry = { header, payload: payload.slice(), payloadOffset: 0, payloadBytes, owner: this };
    void this.#control.add(entry).catch(() => {});
    this.#controlBytes += payloadBytes;
  }

  protected override push(): void {
    this.#finish();
    while (this.#end === 0 && !this.isStopped) {
      const entry = this.#control.first;
      if (entry === undefined) break;
      this.#control.shift();
      this.#controlBytes -= entry.payloadBytes;
      const rest = this.put(entry.header, entry.payload, 0, entry.payloadBytes, undefined);
      void rest?.catch(() => {});
    }
    this.admitParked();
  }

  protected override drop(): void {
    this.#end = 0;
    this.#sent = 0;
    this.#controlBytes = 0;
    this.#control.refuse(this.reason);
    this.#owner = undefined;
    this.#whole?.reject(this.reason);
    this.#whole = undefined;
  }

  protected override free(): void {
    this.#memory[Symbol.dispose]();
  }

  /** Writes the rest of the frame under way, as far as there is room. */
  #finish(): void {
    while (this.#sent < this.#end) {
      const count = this.give(this.#memory, this.#sent, this.#end - this.#sent);
      if (this.isStopped) return;
      this.#sent += count;
      if (this.isBlocked) return;
    }
    this.#end = 0;
    this.#sent = 0;
    this.#unlock();
  }

  #unlock(): void {
    this.#owner = undefined;
    this.#whole?.resolve();
    this.#whole = undefined;
  }
}

/** What all others are measured against. */
export const flush: WriterImplementation = {
  name: "flush",
  summary: "a lock and a system call for each frame",
  source: "https://github.com/cockroachdb/drpc",
  traits: {
    thread: "owner",
    minimumKernel: "4.18",
    needsKernel: false,
    bound: "frame",
    coalesces: false,
    credit: false,
  },
  probe: () => AVAILABLE,
  open: (input) => new FlushWriter(input),
};
