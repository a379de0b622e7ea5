/** The measured loop of the zerocopy scenarios. @module */
import { CLOSED } from "../../lib/outcome.ts";
import type { Backlog } from "../../lib/zerocopy/backlog.ts";
import type { Replica } from "../../lib/zerocopy/replica.ts";
import type { Crowd } from "./crowd.ts";

const LIMIT_MS = 5000;
const WAIT_MS = 20;

/** What {@linkcode replicate} takes. */
export interface ReplicateOptions {
  /** All replicas of the backlog. */
  readonly replicas: readonly Replica[];
  /** How much to append: its content is there. */
  readonly blocks: number;
  /** Waits for any of them; without it, for the last one that is behind. */
  readonly crowd?: Crowd;
  /** Called when a replica has sent what it can. */
  readonly onPump?: () => void;
}

/** Appends and sends until every buffer is back. Returns why it could not, if so. */
export function replicate(
  backlog: Backlog,
  { replicas, blocks, crowd, onPump }: ReplicateOptions,
): string | undefined {
  const bytes = blocks * backlog.blockBytes;
  const wanted = backlog.position + bytes;
  // all are caught up
  const goals = Float64Array.from(replicas, ({ returnedBytes }) => returnedBytes + bytes);
  const endMs = performance.now() + LIMIT_MS;
  for (;;) {
    while (backlog.position < wanted && backlog.appendAsIs() >= 0);
    let behind: Replica | undefined;
    // by index: an iterator would be garbage at each turn
    for (let index = 0; index < replicas.length; index++) {
      const replica = replicas[index]!;
      replica.pump();
      onPump?.();
      replica.reap();
      if (replica.returnedBytes < goals[index]!) behind = replica;
      if (replica.failedSends > 0) return `a send failed: errno ${replica.sink.brokenBy}`;
    }
    if (behind === undefined) return undefined;
    if (performance.now() > endMs) return "the stream did not get through in time";
    if (backlog.position < wanted && backlog.room > 0) continue;
    if (crowd !== undefined && replicas.length > 1) crowd.wait(WAIT_MS);
    else if (behind.wait(WAIT_MS) === CLOSED) return "the sender was closed";
  }
}
