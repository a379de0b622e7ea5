/** A conformance run as one JSON document, for programs. @module */
import { SCHEMA_VERSION } from "../results/schema.ts";
import { byImplementation, tallyVerdicts } from "../results/tally.ts";
import type { ConformanceReport } from "./conformance_markdown.ts";

/** Renders run, tallies and verdicts as JSON; the verdicts are the lines of the results file. */
export function renderJson({ run, partial, verdicts }: ConformanceReport): string {
  const implementations = [...byImplementation(verdicts)]
    .map(([name, lines]) => [name, tallyVerdicts(lines)]);
  const document = {
    schemaVersion: SCHEMA_VERSION,
    run,
    complete: partial === null,
    partial,
    tally: tallyVerdicts(verdicts),
    implementations: Object.fromEntries(implementations),
    verdicts,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
