/** Tests of the lab's probe: on this host as it is, and with every capability taken away. @module */
import { assert, assertEquals } from "@std/assert";
import { networkNamespaceId } from "../../ffi/namespace.ts";
import type { Probe } from "../implementation.ts";
import { probeWireLab } from "./probe.ts";

Deno.test("probeWireLab() leaves the thread in its namespace", () => {
  const home = networkNamespaceId();
  probeWireLab();
  assertEquals(networkNamespaceId(), home);
});

/** util-linux's setpriv, run as root, is what can take capabilities away from a whole program. */
async function hasSetpriv(): Promise<boolean> {
  if (Deno.uid() !== 0) return false;
  try {
    const { success } = await new Deno.Command("setpriv", { args: ["--version"] }).output();
    return success;
  } catch {
    return false;
  }
}

const canDrop = await hasSetpriv();

Deno.test({
  name: "probeWireLab() names what is missing and its cure without capabilities" +
    (canDrop ? "" : " (skipped: needs root and setpriv)"),
  ignore: !canDrop,
  async fn() {
    const script = `
      import { probeWireLab } from ${JSON.stringify(import.meta.resolve("./probe.ts"))};
      Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(probeWireLab())));`;
    const { stdout } = await new Deno.Command("setpriv", {
      args: ["--bounding-set=-all", Deno.execPath(), "eval", "--quiet", script],
      stderr: "inherit",
    }).output();
    const probe = JSON.parse(new TextDecoder().decode(stdout)) as Probe;
    assert(!probe.available);
    assertEquals(probe.denied, true);
    assertEquals(probe.reason, "the process lacks CAP_SYS_ADMIN");
    assertEquals(probe.cure, "run as root, or grant CAP_SYS_ADMIN");
  },
});
