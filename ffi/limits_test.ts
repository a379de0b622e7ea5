/** Tests of resource limits against /proc/self/limits. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "./errno.ts";
import { setLimit } from "./limits.ts";

/** How /proc/self/limits calls them. */
const ROWS = { nofile: "Max open files", memlock: "Max locked memory" } as const;

for (const [resource, row] of Object.entries(ROWS)) {
  Deno.test(`getLimit() reports ${resource} as /proc/self/limits does`, () => {
    // in a process of its own: another test may change a limit of this one between two looks
    const text = `
      import { getLimit } from "${import.meta.resolve("./limits.ts")}";
      const limits = Deno.readTextFileSync("/proc/self/limits");
      const [, ...listed] = /^${row} +(\\S+) +(\\S+)/m.exec(limits);
      const { soft, hard } = getLimit("${resource}");
      const numbers = listed.map((text) => text === "unlimited" ? Infinity : Number(text));
      if (numbers[0] !== soft || numbers[1] !== hard) throw new Error(limits + soft + hard);`;
    const output = new Deno.Command(Deno.execPath(), { args: ["eval", text] }).outputSync();
    assertEquals(new TextDecoder().decode(output.stderr), "");
  });
}

Deno.test("setLimit() lowers a soft limit, and its children inherit it", () => {
  // in a process of its own: a limit holds for every thread, other tests too
  const text = `
    import { getLimit, setLimit } from "${import.meta.resolve("./limits.ts")}";
    const { hard } = getLimit("memlock");
    setLimit("memlock", { soft: 65536, hard });
    const { stdout } = new Deno.Command("cat", { args: ["/proc/self/limits"] }).outputSync();
    const limits = new TextDecoder().decode(stdout);
    if (!/^Max locked memory +65536 /m.test(limits)) throw new Error(limits);
    if (getLimit("memlock").soft !== 65536) throw new Error("not lowered");`;
  const output = new Deno.Command(Deno.execPath(), { args: ["eval", text] }).outputSync();
  assertEquals(new TextDecoder().decode(output.stderr), "");
});

Deno.test("setLimit() throws EINVAL when the soft limit is above the hard one", () => {
  const error = assertThrows(() => setLimit("nofile", { soft: 11, hard: 10 }), SysError);
  assertEquals(error.errno, ERRNO.EINVAL);
});

Deno.test("setLimit() refuses a negative limit", () => {
  assertThrows(() => setLimit("nofile", { soft: -1, hard: 10 }), RangeError);
});
