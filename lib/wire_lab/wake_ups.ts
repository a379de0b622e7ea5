/** Whether records wake the peer up: not while it polls. @module */
import { BPF_RB_NO_WAKEUP } from "../../ffi/bpf_constants.ts";
import type { RingMemory } from "../ringbuf/ring_memory.ts";
import { writeCell } from "./segment_program.ts";

/** What {@linkcode WakeUps} takes; both are borrowed. */
export interface WakeUpsOptions {
  /** The cell that the program asks for the flags of its submits. */
  readonly flagsFd: number;
  readonly memory: RingMemory;
}

/**
 * A wake-up is paid for by the sender, on whose CPU the program runs: microseconds on a virtual
 * machine, where a network card would charge it none. At first records do wake.
 */
export class WakeUps {
  readonly #flagsFd: number;
  readonly #memory: RingMemory;
  #areOn = true;
  #areSure = true;

  constructor({ flagsFd, memory }: WakeUpsOptions) {
    this.#flagsFd = flagsFd;
    this.#memory = memory;
  }

  /** From now on no record wakes the peer, which has to look. */
  turnOff(): void {
    if (!this.#areOn) return;
    writeCell(this.#flagsFd, BPF_RB_NO_WAKEUP);
    this.#areOn = this.#areSure = false;
  }

  /**
   * From now on records wake the peer again, which has released all that it read. Returns whether
   * that is sure of each: one reserved by now may have been told otherwise, so look and ask again.
   *
   * The store, a fence, the load of the producer position; in the program the reserve, a fence, the
   * load of the flags (`askFlags`): one of the two sees the other.
   */
  turnOn(): boolean {
    if (this.#areSure) return true;
    const memory = this.#memory;
    if (!this.#areOn) writeCell(this.#flagsFd, 0);
    this.#areOn = true;
    const consumer = memory.loadConsumer();
    memory.publish(consumer); // the same again, for its fence
    this.#areSure = memory.loadProducer() === consumer;
    return this.#areSure;
  }
}
