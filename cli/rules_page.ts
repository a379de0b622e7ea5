/** Writes docs/rules.md from the tables of the rules. @module */
// deno-lint-ignore-file no-console -- commands print
import { renderRulesPage } from "../conformance/rules_page.ts";

if (import.meta.main) {
  const page = new URL("../docs/rules.md", import.meta.url);
  await Deno.writeTextFile(page, renderRulesPage());
  console.log("docs/rules.md");
}
