/** Tests of bpf(2): maps, programs, test runs and the errors they give. @module */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { createMap, mapInfo, mapLookup, mapUpdate } from "./bpf.ts";
import { BpfAssembler } from "./bpf_asm.ts";
import * as C from "./bpf_constants.ts";
import { probeBpf } from "./bpf_probe.ts";
import { loadProgram, PROG_LOAD_ATTR, TestRun, verifierLog } from "./bpf_program.ts";
import { ERRNO, SysError } from "./errno.ts";
import { closesOnExec, openFds } from "./fd.ts";
import { openMemfd } from "./memfd.ts";
import { NativeMemory } from "./memory.ts";
import { StructView } from "./struct.ts";

const probe = probeBpf();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;

function test(name: string, claim: () => void): void {
  Deno.test({ name: name + suffix, ignore: !probe.available, fn: claim });
}

function openArray(): ReturnType<typeof createMap> {
  return createMap({
    type: C.BPF_MAP_TYPE_ARRAY,
    name: "bpf test!",
    keyBytes: 4,
    valueBytes: 24,
    maxEntries: 3,
  });
}

function loadReturn(value: number): ReturnType<typeof loadProgram> {
  return loadProgram({
    type: C.BPF_PROG_TYPE_SOCKET_FILTER,
    insns: new BpfAssembler().mov(C.BPF_REG_0, value).exit().assemble(),
  });
}

test("mapInfo() tells what createMap() was given", () => {
  using map = openArray();
  assertEquals(mapInfo(map.fd), {
    type: C.BPF_MAP_TYPE_ARRAY,
    keyBytes: 4,
    valueBytes: 24,
    maxEntries: 3,
    flags: 0,
    name: "bpf_test_",
  });
});

test("createMap() gives a descriptor that no child inherits", () => {
  using map = openArray();
  assert(closesOnExec(map.fd));
});

test("createMap() tells the sizes that the kernel refused", () => {
  const options = { type: C.BPF_MAP_TYPE_RINGBUF, maxEntries: 4097 };
  const error = assertThrows(() => createMap(options), SysError, "4097 entries");
  assertEquals([error.call, error.errno], ["bpf", ERRNO.EINVAL]);
});

test("mapInfo() names a descriptor that is no BPF object", () => {
  using memory = openMemfd("bpf_test", { sizeBytes: 1 });
  assertThrows(() => mapInfo(memory.fd), SysError, "is no BPF object");
});

test("mapLookup() reads what mapUpdate() wrote", () => {
  using map = openArray();
  const key = Uint8Array.of(2, 0, 0, 0);
  const value = Uint8Array.from({ length: 24 }, (_, index) => index + 1);
  mapUpdate(map.fd, { key, value });
  assertEquals(mapLookup(map.fd, { key, valueBytes: 24 }), value);
});

test("mapLookup() gives undefined for a key that is not there", () => {
  using map = openArray();
  assertEquals(mapLookup(map.fd, { key: Uint8Array.of(3, 0, 0, 0), valueBytes: 24 }), undefined);
});

test("TestRun runs a program as often as asked, and gives what it returned", () => {
  using program = loadReturn(7);
  using run = new TestRun(program.fd);
  assertEquals([run.run(3), run.retval], [true, 7]);
});

test("TestRun shows the program its packet", () => {
  using program = loadProgram({
    type: C.BPF_PROG_TYPE_SOCKET_FILTER,
    insns: new BpfAssembler().load(4, C.BPF_REG_0, { src: C.BPF_REG_1, off: 0 }).exit().assemble(),
  });
  using run = new TestRun(program.fd, { dataIn: new Uint8Array(64) });
  run.run(1);
  assertEquals(run.retval, 64 - 14); // skb->len, the Ethernet header taken off
});

test("loadProgram() puts the verifier's words into the error", () => {
  const insns = new BpfAssembler().exit().assemble();
  const type = C.BPF_PROG_TYPE_SOCKET_FILTER;
  const error = assertThrows(() => loadProgram({ type, insns }), SysError, "R0 !read_ok");
  assertEquals(error.errno, ERRNO.EACCES);
});

test("verifierLog() leaves the attr without a log: a retry gives it to the kernel again", () => {
  const insnsAt = PROG_LOAD_ATTR.sizeBytes;
  using memory = NativeMemory.map({ sizeBytes: insnsAt + 16 });
  memory.bytes.set(new BpfAssembler().exit().assemble(), insnsAt);
  const attr = new StructView(PROG_LOAD_ATTR, memory.bytes);
  attr.set("prog_type", C.BPF_PROG_TYPE_SOCKET_FILTER);
  attr.set("insn_cnt", 1);
  attr.set64("insns", memory.at(insnsAt));
  attr.set64("license", memory.at(insnsAt + 8)); // empty
  const before = memory.bytes.slice();
  assertStringIncludes(verifierLog(memory.bytes), "R0 !read_ok");
  assertEquals(memory.bytes, before);
});

Deno.test("loadProgram() refuses bytes that are no whole program", () => {
  for (const byteLength of [0, 7]) {
    const insns = new Uint8Array(byteLength);
    assertThrows(() => loadProgram({ type: 1, insns }), RangeError);
  }
});

test("a function of the program can be called", () => {
  const code = new BpfAssembler()
    .mov(C.BPF_REG_1, 20)
    .callLocal("double")
    .exit()
    .label("double")
    .mov(C.BPF_REG_0, { reg: C.BPF_REG_1 })
    .alu("add", C.BPF_REG_0, { reg: C.BPF_REG_1 })
    .exit();
  using program = loadProgram({
    type: C.BPF_PROG_TYPE_SOCKET_FILTER,
    insns: code.assemble(),
    name: "calls_local",
  });
  using run = new TestRun(program.fd);
  run.run(1);
  assertEquals(run.retval, 40);
});

test("a refused program leaves no descriptor behind", () => {
  const count = () => openFds().filter(({ target }) => target.includes("bpf-prog")).length;
  const before = count();
  const insns = new BpfAssembler().exit().assemble();
  const rounds = 32; // far more than other tests of this process may have open meanwhile
  for (let round = 0; round < rounds; round++) {
    assertThrows(() => loadProgram({ type: C.BPF_PROG_TYPE_SOCKET_FILTER, insns }), SysError);
  }
  assert(count() - before < rounds);
});
