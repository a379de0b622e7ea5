/** Gathers a message in a buffer of its own and copies it into a pooled one once it is whole. @module */
import { AVAILABLE } from "../../implementation.ts";
import type { AssemblerImplementation } from "./contract.ts";
import { Gathering } from "./gathering.ts";

/** A longer buffer is not kept for the next message. */
const KEPT_BYTES_MAX = 64 * 1024;

class Copying extends Gathering {
  protected override finish(length: number): void {
    const { pool } = this;
    const buffer = pool.acquire(length);
    pool.copyIn(pool.offset(buffer), pool.bytes, pool.offset(this.gathered), length);
    this.copies.addCopy(length);
    this.buffer = buffer;
    this.abandon();
  }

  protected override abandon(): void {
    const { gathered, pool } = this;
    if (gathered >= 0 && pool.capacity(gathered) > KEPT_BYTES_MAX) this.releaseGathered();
  }
}

export const copying: AssemblerImplementation = {
  name: "copying",
  summary: "gathers in a buffer of its own, then copies the whole message into a pooled one",
  source: "https://github.com/cockroachdb/drpc",
  traits: { thread: "owner", minimumKernel: "4.18", needsKernel: false, copiesPerMessage: 2 },
  probe: () => AVAILABLE,
  open: (input) => new Copying(input),
};
