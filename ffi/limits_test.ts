/** Tests of resource limits against /proc/self/limits. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "./errno.ts";
import { getLimit, setLimit } from "./limits.ts";

/** The numbers of a row of /proc/self/limits. */
function listed(row: string): number[] {
  const text = Deno.readTextFileSync("/proc/self/limits");
  const line = text.split("\n").find((candidate) => candidate.startsWith(row))!;
  const values = line.slice(row.length).trim().split(/\s+/).slice(0, 2);
  return values.map((value) => value === "unlimited" ? Infinity : Number(value));
}

Deno.test("getLimit() reports open files as /proc/self/limits does", () => {
  const { soft, hard } = getLimit("nofile");
  assertEquals([soft, hard], listed("Max open files"));
});

Deno.test("getLimit() reports locked memory as /proc/self/limits does", () => {
  const { soft, hard } = getLimit("memlock");
  assertEquals([soft, hard], listed("Max locked memory"));
});

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
