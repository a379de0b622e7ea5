/** What a host can deny, made scarce on purpose: opens that fail, and what they leave. @module */
import { openFds } from "../ffi/fd.ts";
import { getLimit, setLimit } from "../ffi/limits.ts";
import type { Probe } from "../lib/implementation.ts";
import { countHoldings, describeLeak, type Holdings } from "./counters.ts";
import { Broken, HarnessFault, must, show } from "./rule.ts";

/** More descriptors than anything opens: by then an open has to succeed. */
const DESCRIPTORS_MAX = 32;

/** Goes on only when nothing is held that was not held before. @throws {Broken} */
export function mustHoldNothing(before: Holdings, what: string): void {
  const leak = describeLeak(before, countHoldings());
  must(leak === undefined, { expected: `nothing left open after ${what}`, actual: leak });
}

/** Opens with 0, 1, 2, … descriptors left until it succeeds. Returns how many failed. */
export function failOpens(openAndDispose: () => void): number {
  const before = getLimit("nofile");
  const used = new Set(openFds().map(({ fd }) => fd));
  let failed = 0;
  for (let limit = 0; failed < DESCRIPTORS_MAX; limit++) {
    if (used.has(limit)) continue; // a limit below a free number changes nothing
    setLimit("nofile", { soft: limit, hard: before.hard });
    try {
      openAndDispose();
      return failed;
    } catch {
      failed++; // what the error is called is another rule's business
    } finally {
      setLimit("nofile", before);
    }
  }
  return failed;
}

/**
 * Goes on only when an implementation that can run works and names EMFILE when there are no
 * descriptors, and one that cannot gives a reason, a cure, and fails to open.
 *
 * @throws {Broken}
 */
export function mustNameItsLack(probe: Probe, open: () => Disposable): void {
  if (probe.available) {
    open()[Symbol.dispose]();
    openWithoutDescriptors(open);
    return;
  }
  must(probe.reason.length > 10 && probe.cure.length > 3, {
    expected: "a reason and a cure, in words",
    actual: probe,
  });
  let opened: unknown;
  try {
    opened = open();
  } catch {
    return;
  }
  throw new Broken("open fails, as the probe said", `open returned ${show(opened)}`);
}

/** The one thing any host can deny: descriptors. Nobody opens anything here without one. */
function openWithoutDescriptors(open: () => Disposable): void {
  const before = getLimit("nofile");
  if (openFds().length === 0) throw new HarnessFault("this process has no descriptors");
  let failure: unknown;
  setLimit("nofile", { soft: 0, hard: before.hard });
  try {
    open()[Symbol.dispose]();
  } catch (error) {
    failure = error;
  } finally {
    setLimit("nofile", before);
  }
  must(failure instanceof Error && /EMFILE|descriptor|open files/i.test(failure.message), {
    expected: "open throws an error that names EMFILE when there are no descriptors",
    actual: failure === undefined ? "it returned an instance" : show(failure),
  });
}
