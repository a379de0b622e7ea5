/** A buffer only where there is something to read: acquired at readiness, released on commit. @module */
import { AVAILABLE, type Traits } from "../implementation.ts";
import { DEFAULT_BUFFERS, type ReadImplementation, type ReadInput } from "./contract.ts";
import { PolledSource } from "./polled_source.ts";

/** Buffers of the pool have no tag. */
const NO_TAG = 0;

/** The source of {@linkcode ready}. */
export class ReadySource extends PolledSource {
  constructor(input: ReadInput) {
    super({ input, heldMax: ({ buffersMax }) => buffersMax });
  }

  protected override isFull(): boolean {
    return this.heldCount === this.input.buffersMax;
  }

  protected override receive(connection: number): number {
    if (this.aimBytes[connection]! > 0) return this.receiveAimed(connection);
    const { bufferBytes } = this.input;
    const offset = this.pool.acquire(bufferBytes);
    const count = this.receiveAt(this.members.fd(connection), offset, bufferBytes);
    this.offset = offset;
    // a probe that found nothing, an end or an error gives its buffer back before anything else
    if (count > 0) this.hold(offset, NO_TAG);
    else this.pool.release(offset);
    return count;
  }

  protected override giveBack(offset: number): void {
    this.pool.release(offset);
  }

  protected override handOver(): void {}
}

/** What the sources share that take their buffers from the pool when there is data. */
export const POOLED_TRAITS: Traits = {
  style: "cursor",
  release: "batch",
  copies: false,
  discardsVisible: false,
  busy: "empty",
  heldWait: "not_applicable",
  maxInFlight: DEFAULT_BUFFERS,
  ordered: true,
  closeMode: "keeps_memory",
  thread: "owner",
  minimumKernel: "3.0",
  needsKernel: true,
};

/** Readiness first, then a buffer. */
export const ready: ReadImplementation = {
  name: "ready",
  summary: "waits without a buffer; takes one from the pool when a connection is readable",
  source: "https://github.com/grpc/grpc-go/pull/9037",
  traits: POOLED_TRAITS,
  probe: () => AVAILABLE,
  open: (input) => new ReadySource(input),
};
