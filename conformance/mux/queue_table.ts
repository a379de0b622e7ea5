/** Every rule of queues, in the order of the report: add a row here, nowhere else. @module */
import type { QueueTraits } from "../../lib/mux/queue/contract.ts";
import type { Rule } from "../rule.ts";
import { anySequence } from "./any_sequence.ts";
import { buffersComeBack } from "./buffers_come_back.ts";
import { byteBudget } from "./byte_budget.ts";
import { capRefuses } from "./cap_refuses.ts";
import { closeDrains } from "./close_drains.ts";
import { closeWaitsAsDeclared } from "./close_waits_as_declared.ts";
import { closeWakes } from "./close_wakes.ts";
import { conservation } from "./conservation.ts";
import { copiesAsDeclared } from "./copies_as_declared.ts";
import { counterWrap } from "./counter_wrap.ts";
import { doneIsChecked } from "./done_is_checked.ts";
import { emptyIsNotTheEnd } from "./empty_is_not_the_end.ts";
import { heldUntilDone } from "./held_until_done.ts";
import { lateOffersAreDropped } from "./late_offers_are_dropped.ts";
import { longMessages } from "./long_messages.ts";
import { noLeak } from "./no_leak.ts";
import { noLostWakeup } from "./no_lost_wakeup.ts";
import { producerAndConsumer } from "./producer_and_consumer.ts";
import type { QueueFixture } from "./queue_fixture.ts";
import { roundsInOrder } from "./rounds_in_order.ts";

export const queueRules: readonly Rule<QueueFixture, QueueTraits>[] = [
  roundsInOrder,
  anySequence,
  capRefuses,
  producerAndConsumer,
  noLostWakeup,
  heldUntilDone,
  buffersComeBack,
  doneIsChecked,
  closeDrains,
  closeWakes,
  closeWaitsAsDeclared,
  lateOffersAreDropped,
  emptyIsNotTheEnd,
  byteBudget,
  longMessages,
  copiesAsDeclared,
  counterWrap,
  conservation,
  noLeak,
];
