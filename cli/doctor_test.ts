/** Tests of the doctor on hosts that really lack something: made with util-linux, as root. @module */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ExaminedCheck, HostReport } from "../lib/host/doctor.ts";
import { isOnPath } from "../lib/host/packages.ts";
import { renderDoctor } from "./doctor_text.ts";

const DOCTOR = new URL("./doctor.ts", import.meta.url).pathname;

/** Tests that take something away need a host where it can be taken. */
function without(program: string): { readonly ignore: boolean } {
  return { ignore: Deno.uid() !== 0 || !isOnPath(program) };
}

interface Outcome {
  readonly code: number;
  readonly report: HostReport;
}

/** Runs the doctor below `wrapper`, a command that starts what follows it. */
async function runDoctor(
  wrapper: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const doctor = [Deno.execPath(), "run", "-A", "--quiet", DOCTOR, "--format", "json"];
  const [program, ...args] = [...wrapper, ...doctor];
  const { code, stdout } = await new Deno.Command(program!, { args, env, stdin: "null" }).output();
  return { code, report: JSON.parse(new TextDecoder().decode(stdout)) };
}

function find(report: HostReport, id: string): ExaminedCheck {
  const check = report.checks.find((one) => one.id === id);
  assert(check, `no check ${id}`);
  return check;
}

Deno.test("doctor exits 3 and names EPERM and a cure when there is no capability", {
  ...without("setpriv"),
}, async () => {
  const { code, report } = await runDoctor(["setpriv", "--bounding-set=-all", "--inh-caps=-all"]);
  const check = find(report, "bpf_map");
  assertEquals([code, check.status], [3, "missing"]);
  assert(check.status === "missing");
  assertMatch(check.detail, /EPERM/);
  assertMatch(check.cure, /CAP_BPF/);
});

Deno.test("doctor still names what is there when there is no capability", {
  ...without("setpriv"),
}, async () => {
  const { report } = await runDoctor(["setpriv", "--bounding-set=-all", "--inh-caps=-all"]);
  assertEquals(find(report, "tracefs").status, "limited");
  assertEquals(find(report, "deno").status, "ok");
});

Deno.test("doctor names the capability that the wire lab lacks", {
  ...without("setpriv"),
}, async () => {
  const wrapper = ["setpriv", "--bounding-set=-net_admin", "--inh-caps=-all"];
  const { report } = await runDoctor(wrapper);
  const check = find(report, "wire_lab");
  assert(check.status === "limited");
  assertMatch(check.cure, /CAP_/);
});

Deno.test("doctor names one CPU when only one may be used", { ...without("taskset") }, async () => {
  const { report } = await runDoctor(["taskset", "1"]);
  assertEquals(find(report, "cpus").status, "limited");
});

Deno.test("doctor names the compiler when there is none", async () => {
  const { report } = await runDoctor([], { PATH: "/nowhere", CC: "" });
  const check = find(report, "compiler");
  assert(check.status === "missing");
  assertMatch(check.cure, /gcc/);
});

Deno.test("doctor names a library and its package when it cannot be loaded", {
  ...without("unshare"),
}, async () => {
  const { report: whole } = await runDoctor([]);
  const file = / (\/.*)/.exec(find(whole, "libbpf").detail)?.[1];
  if (file === undefined) return; // this host has none to take away
  const mask = `mount --bind /dev/null ${file} && exec "$@"`;
  const { code, report } = await runDoctor(["unshare", "--mount", "sh", "-c", mask, "sh"]);
  const check = find(report, "libbpf");
  assert(check.status === "missing");
  assertMatch(check.cure, /libbpf/);
  assertEquals(code, whole.complete ? 0 : 3);
});

Deno.test("renderDoctor() aligns checks and puts costs and cure below what is not well", () => {
  const checks: ExaminedCheck[] = [
    { id: "kernel", neededBy: ["bench"], status: "ok", detail: "6.1" },
    {
      ...{ id: "bpf_map", neededBy: ["bench"], status: "missing", detail: "EPERM" },
      ...{ costs: "no bench", cure: "run as root" },
    },
  ];
  const machine = {} as HostReport["machine"];
  assertEquals(renderDoctor({ complete: false, checks, machine }).split("\n"), [
    "ok       kernel   6.1",
    "missing  bpf_map  EPERM",
    "                  so:   no bench",
    "                  mend: run as root",
    "",
    "Not everything that bench and conformance need is here; missing: bpf_map (bench).",
  ]);
});
