/** Tests of paths from the command line. @module */
import { assertEquals } from "@std/assert";

const MODULE = new URL("./user_path.ts", import.meta.url).href;

/** A process of its own, because the environment belongs to all tests of this one. */
async function resolvedIn(folder: string, path: string): Promise<string> {
  const code = `import { userPath } from ${JSON.stringify(MODULE)};
    await Deno.stdout.write(new TextEncoder().encode(userPath(${JSON.stringify(path)})));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", code],
    cwd: "/usr",
    env: { INIT_CWD: folder },
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("userPath() starts at the folder where the command was typed", async () => {
  assertEquals(await resolvedIn("/tmp", "mine.ts"), "/tmp/mine.ts");
});

Deno.test("userPath() leaves a path as it is when it is absolute, or typed in the checkout", async () => {
  assertEquals(await resolvedIn("/tmp", "/etc/mine.ts"), "/etc/mine.ts");
  assertEquals(await resolvedIn("/usr", "mine.ts"), "mine.ts");
});
