/** Every scenario, in the order of a report: add a row here, nowhere else. @module */
import { batch } from "./ringbuf/batch.ts";
import { blocked } from "./ringbuf/blocked.ts";
import { live } from "./ringbuf/live.ts";
import { recordSize } from "./ringbuf/record_size.ts";
import { workers } from "./ringbuf/workers.ts";
import type { Scenario } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [recordSize, batch, live, blocked, workers];
