/** Tests of the machine section. @module */
import { assert, assertEquals } from "@std/assert";
import { collectMachine, cpuCount, cpuModel, virtualization } from "./machine.ts";

const GUEST = "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu hypervisor lahf_lm\n";
const METAL = "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu lahf_lm\n";

Deno.test("cpuModel() gives the numbers when an arm64 kernel has no name", () => {
  const info = "processor : 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n";
  assertEquals(cpuModel(info), "implementer 0x41, part 0xd0c");
  assertEquals(cpuModel(GUEST), "Some CPU");
  assertEquals(cpuModel(""), "unknown");
});

Deno.test("cpuCount() counts processors", () => {
  assertEquals(cpuCount(`${GUEST}\n${GUEST.replace("0", "1")}`), 2);
});

Deno.test("virtualization() is null when the CPU has no hypervisor flag", {
  ignore: Deno.build.arch !== "x86_64",
}, () => {
  assertEquals(virtualization(METAL, "QEMU Standard PC"), null);
});

Deno.test("virtualization() names the hypervisor when firmware does, and says so when not", () => {
  assertEquals(virtualization(GUEST, "QEMU Standard PC"), "QEMU");
  assertEquals(virtualization(GUEST, "VMware, Inc. VMware7,1"), "VMware");
  assertEquals(virtualization(GUEST, ""), "unnamed hypervisor");
});

Deno.test("collectMachine() fills every member with something that JSON keeps", () => {
  const machine = collectMachine();
  assertEquals(JSON.parse(JSON.stringify(machine)), machine);
  assert(machine.kernel !== "" && machine.cpuCount > 0 && machine.memoryBytes > 0);
  assert(/^(root|uid \d+)$/.test(machine.effectiveUser));
  assertEquals(Object.keys(machine.limits), ["memlock", "nofile"]);
  assertEquals(machine.versions.deno, Deno.version.deno);
});
