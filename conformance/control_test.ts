/** The control of the self-test: what mutants are made from, unbroken, is killed by no rule. @module */
import { assertEquals } from "@std/assert";
import { loadUserModules } from "../lib/host/user_module.ts";
import type { VerdictLine } from "../results/schema.ts";
import { listImplementations } from "./catalog.ts";
import { planChecks } from "./plan.ts";
import { runJobs } from "./run.ts";

const HERE = new URL("./", import.meta.url).href;

const MODULE = `
import { PlainReader, plainMutant } from "${HERE}ringbuf/plain_reader.ts";
import { tokenMutant, TokenRelay } from "${HERE}ringbuf/token_relay.ts";
import { PlainSink } from "${HERE}plain_sink.ts";
import { toSinkRow } from "${HERE}sink/sink_mutant.ts";
import { frameHead } from "${HERE}netlink/send_fixture.ts";
import { ready } from "${HERE}../lib/readyread/ready.ts";
import { replace } from "${HERE}replace.ts";

function none() {
  return new Uint8Array(0);
}
function open({ fd, pool, kind }) {
  return new PlainSink({ fd, pool, head: kind === "stream" ? frameHead : none });
}
const { implementation: sink } = toSinkRow({ name: "plain_sink", bug: "no bug", open }, none);

const sources = [
  plainMutant({ name: "plain", bug: "no bug", open: (input) => new PlainReader(input) }),
  tokenMutant({ name: "relay", bug: "no bug", wrap: (inner) => new TokenRelay(inner) }),
].map(({ implementation }) => implementation);
function openReplaced(input) {
  return replace(ready.open(input), {});
}
const many = { ...ready, name: "replaced", path: "readyread", open: openReplaced };
export default [...sources, { ...sink, path: "netlink/send", open }, many];
`;

Deno.test("what mutants are made from keeps every rule", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, MODULE);
    const user = await loadUserModules([file], []);
    const own = ["ringbuf/plain", "ringbuf/relay", "netlink/send/plain_sink", "readyread/replaced"];
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
