/** The process that checks: reads pairs from stdin, answers with verdicts, dies with its parent. @module */
import { dieWithParent } from "../ffi/process.ts";
import { loadUserModules, type UserRows } from "../lib/host/user_module.ts";
import { theAccomplice } from "./accomplice.ts";
import { findListed, listImplementations } from "./catalog.ts";
import { type Checked, checkPair } from "./check_pair.ts";
import { deriveSeed } from "./random.ts";
import { type CheckRequest, encodeMessage, readLines, type SubjectMessage } from "./protocol.ts";

const encoder = new TextEncoder();

function say(message: SubjectMessage): void {
  const bytes = encoder.encode(encodeMessage(message));
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
}

async function check(request: CheckRequest, user: readonly UserRows[]): Promise<Checked> {
  const listed = findListed(request.implementation, user);
  const rule = listed?.suite.rules.find(({ id }: { id: string }) => id === request.rule);
  if (listed === undefined || rule === undefined) {
    const reason = `unknown pair ${request.rule} ${request.implementation}`;
    return { verdict: "error", reason, on: "none" };
  }
  const { id, implementation, suite } = listed;
  const seed = deriveSeed(request.seed, `${request.rule} ${request.implementation}`);
  return await checkPair(suite, { rule, implementation, id, seed });
}

/**
 * Makes the runtime open now what it would open at a time of its own choosing and then keep, so
 * that no rule is blamed for it: sockets for signals, and whatever a first child takes.
 */
async function settleRuntime(): Promise<void> {
  const ignore = () => {};
  Deno.addSignalListener("SIGUSR2", ignore);
  Deno.removeSignalListener("SIGUSR2", ignore);
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  await new Deno.Command("true", quiet).spawn().status;
}

/** The parent's id, then the files of the user's implementations. */
async function main([parent, ...files]: readonly string[]): Promise<void> {
  dieWithParent(Number(parent));
  let user: readonly UserRows[];
  try {
    user = await loadUserModules(files, listImplementations().map(({ id }) => id));
  } catch (error) {
    say({ kind: "refused", reason: error instanceof Error ? error.message : String(error) });
    return;
  }
  theAccomplice(); // now: its start, slow on a busy host, is no part of any check's time
  await settleRuntime();
  say({ kind: "ready" });
  for await (const line of readLines(Deno.stdin.readable)) {
    const request = JSON.parse(line) as CheckRequest;
    const startMs = performance.now();
    const checked = await check(request, user);
    say({ kind: "checked", checked, durationMs: performance.now() - startMs });
  }
  Deno.exit(0); // an accomplice may still be listening
}

if (import.meta.main) await main(Deno.args);
