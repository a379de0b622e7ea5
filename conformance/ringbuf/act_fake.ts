/** What an accomplice does to a fake ring: produces the records that it is given. @module */
import { FakeRing } from "../../lib/ringbuf/fixture/fake_ring.ts";
import type { ScriptRecord } from "../../lib/ringbuf/fixture/script.ts";

/** What {@linkcode act} takes. */
export interface FakeAct {
  readonly fd: number;
  readonly pollFd: number;
  readonly sizeBytes: number;
  /** The sequence number of the first record. */
  readonly nextSequence: number;
  readonly records: readonly ScriptRecord[];
}

/** Produces the records. */
export function act(input: FakeAct): void {
  using ring = FakeRing.attach(input);
  ring.nextSequence = input.nextSequence;
  ring.run(input.records);
}
