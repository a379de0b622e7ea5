/** A sender over a scripted ring, and what its sends have been told: by a result, by a notification. @module */
import { ERRNO } from "../../ffi/errno.ts";
import {
  IORING_CQE_F_MORE,
  IORING_CQE_F_NOTIF,
  IORING_OP_SEND,
  IORING_OP_SEND_ZC,
} from "../../ffi/uring_constants.ts";
import type { HostTraits, SinkTraits } from "../../lib/implementation.ts";
import type { ZerocopySink } from "../../lib/zerocopy/contract.ts";
import { must, mustEqual, precondition } from "../rule.ts";
import { type ScriptedRequest, ScriptedUring } from "../ring/scripted_uring.ts";
import type { SenderOptions, ZerocopyFixture } from "./fixture.ts";

/** What a send was told: nothing, a result with a notification to come, or its end. */
type State = "sent" | "awaits" | "over";

/** Sends are known by their order, from 0 on; nothing completes but by these methods. */
export class RingRun implements Disposable {
  readonly sink: ZerocopySink;
  readonly #fixture: ZerocopyFixture;
  readonly #script = new ScriptedUring();
  readonly #states: State[] = [];
  readonly #buffers: number[] = [];
  /** The results of the last reap, by the order of their sends. */
  readonly results = new Map<number, number>();

  constructor(fixture: ZerocopyFixture, options: SenderOptions = {}) {
    this.#fixture = fixture;
    try {
      this.sink = fixture.openSender(options);
    } catch (error) {
      this.#script[Symbol.dispose]();
      throw error;
    }
  }

  /** The sends without a copy that the ring was given; one that is tried again is there again. */
  get sends(): readonly ScriptedRequest[] {
    return this.#script.requests.filter(({ opcode }) => opcode === IORING_OP_SEND_ZC);
  }

  /** The sends with a copy that the ring was given. */
  get copies(): readonly ScriptedRequest[] {
    return this.#script.requests.filter(({ opcode }) => opcode === IORING_OP_SEND);
  }

  /** Sends so many payloads, each from a buffer of its own. */
  sendMany(count: number, payloadBytes = 64): void {
    this.sendSizes(new Array<number>(count).fill(payloadBytes));
  }

  /** Sends payloads of these sizes, each from a buffer of its own, in one chain. */
  sendSizes(sizes: readonly number[]): void {
    const { pool } = this.#fixture;
    const before = this.sends.length;
    sizes.forEach((payloadBytes, at) => {
      const buffer = pool.acquire();
      this.#buffers.push(buffer);
      mustEqual(this.sink.send(buffer, 0, payloadBytes), {
        expected: payloadBytes,
        what: `bytes taken by send ${at}`,
      });
    });
    this.sink.flush();
    precondition(this.sends.length > 0, "it submits by calls that the harness does not see");
    mustEqual(this.sends.length - before, { expected: sizes.length, what: "sends in the ring" });
  }

  /** A copy's only completion. */
  completeCopy(index: number, result: number): void {
    this.#script.post(this.copies[index]!.name, result);
  }

  /** A send's first completion. */
  result(id: number, result: number, how: { readonly more: boolean }): void {
    this.#states[id] = how.more ? "awaits" : "over";
    this.#script.post(this.sends[id]!.name, result, how.more ? IORING_CQE_F_MORE : 0);
  }

  /** Its notification. */
  notify(id: number): void {
    this.#states[id] = "over";
    this.#script.post(this.sends[id]!.name, 0, IORING_CQE_F_NOTIF);
  }

  /** A notification by any name. */
  notifyName(name: bigint): void {
    this.#script.post(name, 0, IORING_CQE_F_NOTIF);
  }

  /** Gives every send so far its result, all of it, a notification to come. */
  resultAll(): void {
    this.sends.forEach(({ sizeBytes }, id) => {
      if (this.#state(id) === "sent") this.result(id, sizeBytes, { more: true });
    });
  }

  /** Gives every send so far what it still lacks. */
  notifyAll(): void {
    this.resultAll();
    for (let id = 0; id < this.sends.length; id++) {
      if (this.#state(id) === "awaits") this.notify(id);
    }
  }

  /** Takes back what came: the order numbers of the sends. */
  reap(): readonly number[] {
    const room = this.#fixture.pool.bufferCount;
    const [buffers, results] = [new Int32Array(room), new Int32Array(room)];
    const count = this.sink.reap(buffers, results);
    this.results.clear();
    return [...buffers.subarray(0, count)].map((buffer, at) => {
      const id = this.#buffers.indexOf(buffer);
      must(id >= 0 && this.#fixture.pool.release(buffer), {
        expected: "each buffer back once",
        actual: `buffer ${buffer}, which was not out`,
      });
      this.#buffers[id] = -1;
      this.results.set(id, results[at]!);
      return id;
    });
  }

  /** Goes on only when these sends come back now, and no others. */
  mustReturn(ids: readonly number[], what: string): void {
    const actual = [...this.reap()].sort((left, right) => left - right);
    mustEqual(actual, { expected: ids, what: `sends back ${what}` });
  }

  /** Ends every send, so that the close need not wait, and then the sender. */
  [Symbol.dispose](): void {
    for (let id = 0; id < this.sends.length; id++) {
      if (this.#state(id) === "sent") this.result(id, -ERRNO.ECANCELED, { more: false });
      else if (this.#state(id) === "awaits") this.notify(id);
    }
    this.sink[Symbol.dispose]();
    this.#script[Symbol.dispose]();
  }

  #state(id: number): State {
    return this.#states[id] ?? "sent";
  }
}

/** Why the rules about SEND_ZC say nothing of senders that do not use it. */
export function noSendZc(traits: SinkTraits & HostTraits): string | undefined {
  return traits.ring === true && traits.asksZeroCopy ? undefined : "it does not use SEND_ZC";
}
