/** Tests of the tracepoint lookup, with privileges and without. @module */
import { assert, assertEquals } from "@std/assert";
import { tracepointIds } from "./tracefs.ts";

const NAME = "raw_syscalls/sys_enter";
const probe = tracepointIds([NAME]);
/** Elsewhere the second form of the answer is what can be tested. */
const ignore = !probe.available;

Deno.test({
  name: "tracepointIds() finds the id of a tracepoint",
  ignore,
  fn() {
    assert(probe.available && probe.ids.get(NAME)! > 0);
  },
});

Deno.test({
  name: "tracepointIds() leaves out what the kernel does not have",
  ignore,
  fn() {
    const found = tracepointIds(["no_such/tracepoint", NAME]);
    assert(found.available);
    assertEquals([...found.ids.keys()], [NAME]);
  },
});

Deno.test("tracepointIds() leaves no mount and no descriptor behind", () => {
  // in a process of its own: another test may look up tracepoints in this one meanwhile
  const text = `
    import { tracepointIds } from "${import.meta.resolve("./tracefs.ts")}";
    import { openFds } from "${import.meta.resolve("./fd.ts")}";
    const look = () => Deno.readTextFileSync("/proc/self/mounts") +
      openFds().map(({ target }) => target).sort().join();
    const before = look();
    tracepointIds(["${NAME}"]);
    if (look() !== before) throw new Error(before + look());`;
  const output = new Deno.Command(Deno.execPath(), { args: ["eval", text] }).outputSync();
  assertEquals(new TextDecoder().decode(output.stderr), "");
});

Deno.test("tracepointIds() gives a reason and a cure when it may not look", async () => {
  // without permissions a fresh process can neither read tracefs nor mount it
  const text = `
    import { tracepointIds } from "${import.meta.resolve("./tracefs.ts")}";
    import { libc } from "${import.meta.resolve("./libc.ts")}";
    const nobody = 65534;
    const setuid = Deno.dlopen("libc.so.6", { setuid: { parameters: ["i32"], result: "i32" } });
    libc();
    if (Deno.uid() === 0) setuid.symbols.setuid(nobody);
    Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(tracepointIds(["${NAME}"]))));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", text] }).output();
  const found = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals([found.available, found.reason !== "", found.cure !== ""], [false, true, true]);
});
