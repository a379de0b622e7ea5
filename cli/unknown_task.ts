/** Refuses a task that does not exist, for the launcher: names the nearest one. @module */
// deno-lint-ignore-file no-console -- commands print
import settings from "../deno.json" with { type: "json" };
import { refuse } from "./nearest.ts";

if (import.meta.main) {
  console.error(refuse("task", Deno.args[0] ?? "", Object.keys(settings.tasks)));
  console.error("See: ./ringside --help");
  Deno.exit(2);
}
