/** The control of the self-test: what mutants are made from, unbroken, is killed by no rule. @module */
import { assertEquals } from "@std/assert";
import { loadUserModules } from "../lib/host/user_module.ts";
import type { VerdictLine } from "../results/schema.ts";
import { listImplementations, suites } from "./catalog.ts";
import { planChecks } from "./plan.ts";
import { runJobs } from "./run.ts";

const HERE = new URL("./", import.meta.url).href;

/** Of each suite what its bugs are put into, wrapped as they wrap it, and the token's own base. */
const MODULE = `
import { toMutant } from "${HERE}bug.ts";
import { suites } from "${HERE}catalog.ts";
import { tokenMutant, TokenRelay } from "${HERE}ringbuf/token_relay.ts";

const none = { name: "plain", bug: "no bug", members: () => ({}) };
const plain = suites.map((suite) => ({
  ...toMutant(none, suite.plain).implementation,
  path: suite.path,
}));
const { implementation: relay } = tokenMutant({
  name: "relay",
  bug: "no bug",
  wrap: (inner) => new TokenRelay(inner),
});
export default [...plain, { ...relay, path: "ringbuf" }];
`;

Deno.test("what mutants are made from keeps every rule", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, MODULE);
    const user = await loadUserModules([file], []);
    const own = ["ringbuf/relay", ...suites.map(({ path }) => `${path}/plain`)];
    const { jobs } = planChecks(listImplementations(user), own);
    const verdicts: VerdictLine[] = [];
    await runJobs({
      jobs,
      seed: 1,
      userFiles: [file],
      user,
      abort: new AbortController().signal,
      onVerdict: (line) => verdicts.push(line),
    });
    const killed = verdicts.filter(({ verdict }) => verdict === "broken" || verdict === "error")
      .map(({ rule, implementation, actual, reason }) =>
        `${implementation} by ${rule}: ${actual ?? reason}`
      );
    assertEquals(killed, []);
  } finally {
    await Deno.remove(file);
  }
});
