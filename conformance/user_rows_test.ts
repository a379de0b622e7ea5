/** Tests that the rules see a user's implementations fail, of every path but ringbuf. @module */
import { assertEquals } from "@std/assert";
import { loadUserModules } from "../lib/host/user_module.ts";
import type { VerdictLine } from "../results/schema.ts";
import { runJobs } from "./run.ts";
import { planSelfTest, SELF_TEST_LIMIT_MS, toMutantLines } from "./self_test.ts";

/** A row of each path, taken for a user's. */
const PATHS = [
  { path: "netlink/receive", table: "receiveImplementations", row: "recvmmsg", least: 15 },
  { path: "netlink/send", table: "sendImplementations", row: "sendmmsg", least: 7 },
  { path: "zerocopy", table: "zerocopyImplementations", row: "msg_zerocopy", least: 7 },
  { path: "readyread", table: "readImplementations", row: "peek", least: 18 },
  { path: "mux/writer", table: "writerImplementations", row: "credit", least: 6 },
] as const;

const FILES = {
  receiveImplementations: "../lib/netlink/receive/table.ts",
  sendImplementations: "../lib/netlink/send/table.ts",
  zerocopyImplementations: "../lib/zerocopy/table.ts",
  readImplementations: "../lib/readyread/table.ts",
  writerImplementations: "../lib/mux/writer/table.ts",
} as const;

for (const { path, table, row, least } of PATHS) {
  Deno.test(`the self-test kills every mutant of a user's row of ${path}`, async () => {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      const module = new URL(FILES[table], import.meta.url).href;
      await Deno.writeTextFile(
        file,
        `import { ${table} } from "${module}";
        const row = ${table}.find(({ name }) => name === "${row}");
        export default { ...row, name: "own", path: "${path}" };`,
      );
      const user = await loadUserModules([file], []);
      const jobs = planSelfTest([], user).filter(({ implementation }) =>
        implementation.endsWith("_of_own")
      );
      const verdicts: VerdictLine[] = [];
      await runJobs({
        jobs,
        seed: 1,
        userFiles: [file],
        user,
        limitMs: SELF_TEST_LIMIT_MS,
        abort: new AbortController().signal,
        onVerdict: (line) => verdicts.push(line),
      });
      const lines = toMutantLines(verdicts, user);
      const alive = lines.filter(({ killedBy }) => killedBy.length === 0);
      assertEquals(alive.map(({ mutant }) => mutant), []);
      assertEquals(lines.length >= least, true, `${lines.length} mutants`);
    } finally {
      await Deno.remove(file);
    }
  });
}
