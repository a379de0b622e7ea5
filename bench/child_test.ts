/** Tests of child.ts. @module */
import { assert, assertRejects, assertStringIncludes } from "@std/assert";
import { kill, SIGKILL, SIGSTOP } from "../ffi/process.ts";
import { Child, SubjectFailed } from "./child.ts";

const script = new URL("./subject.ts", import.meta.url);
const cpus = [0];
const setup = {
  do: "setup",
  scenario: "ringbuf/record_size",
  worker: { kind: "floor", name: "null" },
  placement: {},
} as const;

Deno.test("Child.ask() names the signal that killed the subject", async () => {
  await using child = new Child(script, { cpus });
  await child.ask(setup);
  kill(child.processId, SIGKILL);
  const error = await assertRejects(() => child.ask({ do: "calibrate" }), SubjectFailed);
  assertStringIncludes(error.message, "SIGKILL");
});

Deno.test("Child.ask() gives up on a subject that does not answer", async () => {
  await using child = new Child(script, { cpus });
  await child.ask(setup);
  kill(child.processId, SIGSTOP);
  const error = await assertRejects(() => child.ask({ do: "calibrate" }, 50), SubjectFailed);
  assertStringIncludes(error.message, "hung");
});

Deno.test("Child.ask() passes on why the subject refuses", async () => {
  await using child = new Child(script, { cpus });
  const wrong = { ...setup, scenario: "ringbuf/nothing" };
  const error = await assertRejects(() => child.ask(wrong), SubjectFailed);
  assertStringIncludes(error.message, "ringbuf/nothing");
});

Deno.test("Child leaves no process behind when disposed", async () => {
  let id: number;
  {
    await using child = new Child(script, { cpus });
    await child.ask(setup);
    id = child.processId;
  }
  await assertRejects(() => Deno.stat(`/proc/${id}/task`), Deno.errors.NotFound);
  assert(id > 0);
});
