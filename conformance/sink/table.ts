/** Every rule of the Sink role, in the order of the report: add a row here, nowhere else. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import type { Rule } from "../rule.ts";
import type { SinkFixture } from "../sink_fixture.ts";
import { brokenSocketIsTyped } from "./broken_socket_is_typed.ts";
import { capRefuses } from "./cap_refuses.ts";
import { closeIsDefined } from "./close_is_defined.ts";
import { countsConserved } from "./counts_conserved.ts";
import { drainHasDeadline } from "./drain_has_deadline.ts";
import { missingCapability } from "./missing_capability.ts";
import { noLeak } from "./no_leak.ts";
import { ownedUntilReturned } from "./owned_until_returned.ts";
import { returnedOnce } from "./returned_once.ts";
import { waitWakes } from "./wait_wakes.ts";
import { wholeAndInOrder } from "./whole_and_in_order.ts";

export const sinkRules: readonly Rule<SinkFixture, SinkTraits>[] = [
  ownedUntilReturned,
  returnedOnce,
  capRefuses,
  wholeAndInOrder,
  drainHasDeadline,
  waitWakes,
  closeIsDefined,
  brokenSocketIsTyped,
  missingCapability,
  countsConserved,
  noLeak,
];
