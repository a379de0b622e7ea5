/** Every queue, baseline first: add a row here, nowhere else. @module */
import type { QueueImplementation } from "./contract.ts";
import { ringBudget } from "./ring_budget.ts";
import { ringCopy } from "./ring_copy.ts";
import { ringPooled } from "./ring_pooled.ts";
import { singleSlot } from "./single_slot.ts";

export const queueImplementations: readonly QueueImplementation[] = [
  singleSlot,
  ringCopy,
  ringPooled,
  ringBudget,
];
