/** A queue that hands on the very buffers it was offered. @module */
import { QueueCore } from "./queue_core.ts";

/** Copies nothing: a buffer goes back to the pool when the hold of its message ends. */
export abstract class PooledQueue extends QueueCore {
  protected override put(buffer: number, length: number): void {
    this.ring.push(buffer, length);
  }

  protected override taken(): void {}

  protected override letGo(): void {
    this.pool.release(this.heldBuffer);
  }

  protected override drop(buffer: number): void {
    this.pool.release(buffer);
  }

  protected override releaseSlots(): void {}
}
