/** Every scenario, in the order of a report: add a row here, nowhere else. @module */
import { batch as netlinkBatch } from "./netlink/batch.ts";
import { dumpCycle } from "./netlink/dump_cycle.ts";
import { offeredRate } from "./netlink/offered_rate.ts";
import { batch } from "./ringbuf/batch.ts";
import { blocked } from "./ringbuf/blocked.ts";
import { live } from "./ringbuf/live.ts";
import { recordSize } from "./ringbuf/record_size.ts";
import { workers } from "./ringbuf/workers.ts";
import { crossover } from "./zerocopy/crossover.ts";
import { payload } from "./zerocopy/payload.ts";
import type { Scenario } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [
  recordSize,
  batch,
  live,
  blocked,
  workers,
  netlinkBatch,
  dumpCycle,
  offeredRate,
  payload,
  crossover,
];
