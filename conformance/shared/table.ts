/** Every rule of the Source role, in the order of the report: add a row here, nowhere else. @module */
import type { Rule } from "../rule.ts";
import type { SourceFixture } from "../source_fixture.ts";
import { capRefuses } from "./cap_refuses.ts";
import { closeIsDefined } from "./close_is_defined.ts";
import { concurrentUse } from "./concurrent_use.ts";
import { conservation } from "./conservation.ts";
import { counterWrap } from "./counter_wrap.ts";
import { doesNotSpin } from "./does_not_spin.ts";
import { fiveResults } from "./five_results.ts";
import { harmlessRelease } from "./harmless_release.ts";
import { missingCapability } from "./missing_capability.ts";
import { noLeak } from "./no_leak.ts";
import { noLostWakeup } from "./no_lost_wakeup.ts";
import { ownedUntilRelease } from "./owned_until_release.ts";
import { prefixRelease } from "./prefix_release.ts";
import { releasedOnce } from "./released_once.ts";
import { wokenByClose } from "./woken_by_close.ts";
import { wokenByDeadline } from "./woken_by_deadline.ts";

export const sourceRules: readonly Rule<SourceFixture>[] = [
  ownedUntilRelease,
  releasedOnce,
  capRefuses,
  prefixRelease,
  harmlessRelease,
  counterWrap,
  fiveResults,
  wokenByClose,
  wokenByDeadline,
  doesNotSpin,
  noLostWakeup,
  closeIsDefined,
  concurrentUse,
  missingCapability,
  conservation,
  noLeak,
];
