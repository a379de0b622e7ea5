/** Tests that a source can be printed at any time: its memory is reserved, or gone. @module */
import { assertEquals } from "@std/assert";
import { PRINTER } from "./printed_fixture.ts";
import { readImplementations } from "./table.ts";

for (const { name, probe } of readImplementations) {
  Deno.test({
    name: `${name} can be printed, its pool and its readers too, in use and disposed`,
    ignore: !probe().available,
    // in a process of its own: what it must not do is to end that
    async fn() {
      const { code, signal, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "--no-check", PRINTER, name],
      }).output();
      assertEquals([code, signal, new TextDecoder().decode(stderr)], [0, null, ""]);
    },
  });
}
