/** Tests of the page of rules. @module */
import { assert, assertEquals } from "@std/assert";
import { renderRulesPage } from "./rules_page.ts";

const PAGE = new URL("../docs/rules.md", import.meta.url);

Deno.test("docs/rules.md is what the tables give", async () => {
  const written = await Deno.readTextFile(PAGE);
  assert(written === renderRulesPage(), "stale: run `deno run -A cli/rules_page.ts`");
});

Deno.test("renderRulesPage() gives each rule a heading of its own", () => {
  const headings = renderRulesPage().match(/^### .*$/gm) ?? [];
  assertEquals(new Set(headings).size, headings.length);
});
