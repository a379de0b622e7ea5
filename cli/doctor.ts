/** ringside doctor: what this host can run, and for each thing it cannot: why, and what mends it. @module */
// deno-lint-ignore-file no-console -- commands print
import settings from "../deno.json" with { type: "json" };
import { examineHost, type HostReport } from "../lib/host/doctor.ts";
import { EXIT_BAD_ARGUMENTS, parseCommand } from "./arguments.ts";
import { renderDoctor } from "./doctor_text.ts";

/** Something that bench or conformance needs is missing. */
const EXIT_MISSING = 3;

const SPEC = {
  name: "doctor",
  summary: "Says what this host can run, and for each thing it cannot: why, and what mends it.",
  flags: {
    format: { type: "string", choices: ["text", "json"], help: "how to print it (text)" },
  },
  notes: [
    "Installs and changes nothing.",
    "Exit codes: 0 all that conformance and bench need is there, 3 something is missing,",
    "2 bad arguments. What is only limited (no PMU, a virtual machine) does not count.",
  ],
} as const;

async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseCommand(SPEC, argv);
  if ("help" in parsed) {
    console.log(parsed.help);
    return 0;
  }
  if ("error" in parsed) {
    console.error(parsed.error);
    return EXIT_BAD_ARGUMENTS;
  }
  const report: HostReport = await examineHost({
    denoMinimum: settings.ringside.denoMinimum,
    isTerminal: Deno.stdout.isTerminal(),
  });
  const asJson = parsed.flags.format === "json";
  console.log(asJson ? JSON.stringify(report, null, 2) : renderDoctor(report));
  return report.complete ? 0 : EXIT_MISSING;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
