/** Tests of the BPF assembler against instructions written out by hand. @module */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { BpfAssembler } from "./bpf_asm.ts";
import * as C from "./bpf_constants.ts";
import { decode, encode } from "./bpf_insn.ts";

/** The words of a program as C would print them: code, registers, offset, immediate. */
function hex(code: BpfAssembler): string[] {
  const bytes = [...code.assemble()].map((byte) => byte.toString(16).padStart(2, "0"));
  return Array.from({ length: bytes.length / 8 }, (_, index) => {
    const at = index * 8;
    const [code, registers] = bytes.slice(at, at + 2);
    return `${code} ${registers} ${bytes.slice(at + 2, at + 4).join("")} ${
      bytes.slice(at + 4, at + 8).join("")
    }`;
  });
}

const GOLDEN: readonly (readonly [string, (code: BpfAssembler) => BpfAssembler, string[]])[] = [
  ["mov of an immediate", (c) => c.mov(0, 1), ["b7 00 0000 01000000"]],
  ["mov of a register", (c) => c.mov(6, { reg: 1 }), ["bf 16 0000 00000000"]],
  ["a negative immediate", (c) => c.alu("xor", 2, -1), ["a7 02 0000 ffffffff"]],
  ["32-bit arithmetic", (c) => c.alu32("add", 3, { reg: 4 }), ["0c 43 0000 00000000"]],
  ["negation", (c) => c.neg(5), ["87 05 0000 00000000"]],
  ["a byte swap", (c) => c.toBigEndian(1, 16), ["dc 01 0000 10000000"]],
  ["a load of a byte", (c) => c.load(1, 2, { src: 1, off: 12 }), ["71 12 0c00 00000000"]],
  ["a load of 2 bytes", (c) => c.load(2, 2, { src: 1, off: 12 }), ["69 12 0c00 00000000"]],
  ["a load of 4 bytes", (c) => c.load(4, 2, { src: 1, off: 12 }), ["61 12 0c00 00000000"]],
  ["a load of 8 bytes", (c) => c.load(8, 2, { src: 1, off: -8 }), ["79 12 f8ff 00000000"]],
  ["a store of a register", (c) => c.store(8, { dst: 10, off: -8 }, { reg: 1 }), [
    "7b 1a f8ff 00000000",
  ]],
  ["a store of an immediate", (c) => c.store(4, { dst: 10, off: -4 }, 7), [
    "62 0a fcff 07000000",
  ]],
  ["a 64-bit immediate", (c) => c.loadImmediate64(1, 0x1_0000_0002n), [
    "18 01 0000 02000000",
    "00 00 0000 01000000",
  ]],
  ["a negative 64-bit immediate", (c) => c.loadImmediate64(1, -2n), [
    "18 01 0000 feffffff",
    "00 00 0000 ffffffff",
  ]],
  ["a map", (c) => c.loadMap(1, 5), ["18 11 0000 05000000", "00 00 0000 00000000"]],
  ["a map's value", (c) => c.loadMapValue(1, { mapFd: 5, byteOffset: 64 }), [
    "18 21 0000 05000000",
    "00 00 0000 40000000",
  ]],
  ["an atomic add", (c) => c.atomicAdd64({ dst: 1, off: 8 }, 2), ["db 21 0800 00000000"]],
  ["an atomic add that fetches", (c) => c.fetchAdd64({ dst: 1, off: 8 }, 2), [
    "db 21 0800 01000000",
  ]],
  ["a helper call", (c) => c.call(C.BPF_FUNC_ringbuf_output), ["85 00 0000 82000000"]],
  ["exit", (c) => c.exit(), ["95 00 0000 00000000"]],
  ["a jump forward", (c) => c.jump("end").mov(0, 0).label("end").exit(), [
    "05 00 0100 00000000",
    "b7 00 0000 00000000",
    "95 00 0000 00000000",
  ]],
  ["a jump back", (c) => c.label("turn").jumpIf("slt", { dst: 1, with: -1, to: "turn" }), [
    "c5 01 ffff ffffffff",
  ]],
  ["a 32-bit jump", (c) => c.label("x").jumpIf32("gt", { dst: 1, with: { reg: 2 }, to: "x" }), [
    "2e 21 ffff 00000000",
  ]],
  ["a jump over a 64-bit load", (c) => c.jump("end").loadMap(1, 3).label("end"), [
    "05 00 0200 00000000",
    "18 11 0000 03000000",
    "00 00 0000 00000000",
  ]],
  ["a call of a function here", (c) => c.callLocal("f").exit().label("f").exit(), [
    "85 10 0000 01000000",
    "95 00 0000 00000000",
    "95 00 0000 00000000",
  ]],
  ["a function's address", (c) => c.loadFunction(2, "f").exit().label("f").exit(), [
    "18 42 0000 02000000",
    "00 00 0000 00000000",
    "95 00 0000 00000000",
    "95 00 0000 00000000",
  ]],
];

for (const [what, write, expected] of GOLDEN) {
  Deno.test(`BpfAssembler encodes ${what}`, () => {
    assertEquals(hex(write(new BpfAssembler())), expected);
  });
}

Deno.test("assemble() refuses a label that was not placed", () => {
  assertThrows(() => new BpfAssembler().jump("nowhere").assemble(), SyntaxError, "nowhere");
});

Deno.test("label() refuses a name that is taken", () => {
  assertThrows(() => new BpfAssembler().label("a").label("a"), SyntaxError, "placed already");
});

Deno.test("assemble() refuses a jump too far for its offset", () => {
  const code = new BpfAssembler().jump("end");
  for (let index = 0; index < 0x8000; index++) code.mov(0, 0);
  assertThrows(() => code.label("end").assemble(), RangeError, "offset is 32768");
});

Deno.test("assemble() refuses fields out of their range", () => {
  assertThrows(() => new BpfAssembler().mov(11, 0).assemble(), RangeError, "register is 11");
  assertThrows(() => new BpfAssembler().mov(0, 2 ** 32).assemble(), RangeError, "immediate");
  assertThrows(() => new BpfAssembler().mov(0, 0.5).assemble(), RangeError, "immediate");
});

Deno.test("mayJump() is the kernel's may_goto, relative to the next instruction", () => {
  const code = new BpfAssembler().label("again").mov(0, 0).mayJump("end").jump("again").label(
    "end",
  );
  const may = decode(code.exit().assemble())[1];
  assertEquals(may, { code: 0xe5, dst: 0, src: 0, off: 1, imm: 0 });
});

Deno.test("assemble() can be repeated, and code may grow in between", () => {
  const code = new BpfAssembler().mov(0, 0);
  assertEquals(code.assemble().byteLength, 8);
  assertEquals(code.exit().assemble().byteLength, 16);
  assertEquals(code.instructionCount, 2);
});

Deno.test("decode() gives back what encode() was given", () => {
  const instruction = fc.record({
    code: fc.integer({ min: 0, max: 255 }),
    dst: fc.integer({ min: 0, max: 10 }),
    src: fc.integer({ min: 0, max: 10 }),
    off: fc.integer({ min: -0x8000, max: 0x7fff }),
    imm: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  });
  fc.assert(fc.property(fc.array(instruction), (code) => {
    assertEquals(decode(encode(code)), code.map((one) => ({ ...one })));
  }));
});

Deno.test("decode() refuses bytes that are no whole instructions", () => {
  assertThrows(() => decode(new Uint8Array(12)), RangeError);
});
