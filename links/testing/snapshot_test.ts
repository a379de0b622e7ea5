/** What the project relies on of @std/testing/snapshot; holds for the stand-in and for JSR's. @module */
import { assertRejects } from "@std/assert";
import { assertSnapshot } from "@std/testing/snapshot";

Deno.test("assertSnapshot() passes when the value is as stored", async (context) => {
  await assertSnapshot(context, { path: "ringbuf", rows: ["copy", "unsafe"] });
  await assertSnapshot(context, "two lines\nwith `ticks` and ${dollars}");
});

Deno.test("assertSnapshot() rejects when nothing is stored under the name", async (context) => {
  if (Deno.args.includes("--update")) return;
  await assertRejects(() => assertSnapshot(context, "never stored"));
});
