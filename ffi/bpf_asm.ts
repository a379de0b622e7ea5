/** An assembler for BPF: instructions by method, jumps by label, bytes at the end. @module */
import * as C from "./bpf_constants.ts";
import { encode, type Instruction, type Register } from "./bpf_insn.ts";

/** linux/bpf.h of 6.9; not among the constants that older headers can prove. */
const BPF_JCOND = 0xe0;

/** The second operand: a register, or a signed 32-bit immediate. */
export type Operand = { readonly reg: Register } | number;

const ALU = {
  add: C.BPF_ADD,
  sub: C.BPF_SUB,
  mul: C.BPF_MUL,
  div: C.BPF_DIV,
  or: C.BPF_OR,
  and: C.BPF_AND,
  lsh: C.BPF_LSH,
  rsh: C.BPF_RSH,
  mod: C.BPF_MOD,
  xor: C.BPF_XOR,
  mov: C.BPF_MOV,
  arsh: C.BPF_ARSH,
} as const;

/** Arithmetic; division, modulo and `rsh` are unsigned. */
export type AluOperation = keyof typeof ALU;

const JUMPS = {
  eq: C.BPF_JEQ,
  ne: C.BPF_JNE,
  gt: C.BPF_JGT,
  ge: C.BPF_JGE,
  lt: C.BPF_JLT,
  le: C.BPF_JLE,
  set: C.BPF_JSET,
  sgt: C.BPF_JSGT,
  sge: C.BPF_JSGE,
  slt: C.BPF_JSLT,
  sle: C.BPF_JSLE,
} as const;

/** Conditions; unsigned unless they begin with `s`; `set`: any common bit. */
export type Condition = keyof typeof JUMPS;

const WIDTHS = { 1: C.BPF_B, 2: C.BPF_H, 4: C.BPF_W, 8: C.BPF_DW } as const;

/** Bytes of a load or store. */
export type Width = keyof typeof WIDTHS;

/** A place whose label is not known yet: the jump's offset, or a call's immediate. */
interface Fixup {
  readonly index: number;
  readonly label: string;
  readonly into: "off" | "imm";
}

/** Collects instructions and resolves labels. Methods return the assembler, to be chained. */
export class BpfAssembler {
  readonly #code: Instruction[] = [];
  readonly #labels = new Map<string, number>();
  readonly #fixups: Fixup[] = [];

  /** Instructions so far, the two halves of a 64-bit load counted as two. */
  get instructionCount(): number {
    return this.#code.length;
  }

  /** Names the place of the next instruction. @throws {SyntaxError} when the name is taken. */
  label(name: string): this {
    if (this.#labels.has(name)) {
      throw new SyntaxError(`Cannot place label ${name}: it is placed already`);
    }
    this.#labels.set(name, this.#code.length);
    return this;
  }

  /** 64-bit arithmetic: `dst = dst operation operand`. */
  alu(operation: AluOperation, dst: Register, operand: Operand): this {
    return this.#operate(C.BPF_ALU64 | ALU[operation], dst, operand);
  }

  /** 32-bit arithmetic, which clears the upper half of `dst`. */
  alu32(operation: AluOperation, dst: Register, operand: Operand): this {
    return this.#operate(C.BPF_ALU | ALU[operation], dst, operand);
  }

  /** `dst = operand`, an immediate being sign-extended. */
  mov(dst: Register, operand: Operand): this {
    return this.alu("mov", dst, operand);
  }

  /** `dst = -dst`, 64 bits. */
  neg(dst: Register): this {
    return this.#emit({ code: C.BPF_ALU64 | C.BPF_NEG, dst });
  }

  /** Turns the lower `bits` of `dst` from host to big-endian, or back. */
  toBigEndian(dst: Register, bits: 16 | 32 | 64): this {
    return this.#emit({ code: C.BPF_ALU | C.BPF_END | C.BPF_X, dst, imm: bits });
  }

  /** `dst = *(width)(src + off)`, zero-extended. */
  load(width: Width, dst: Register, from: { readonly src: Register; readonly off: number }): this {
    return this.#emit({ code: C.BPF_LDX | C.BPF_MEM | WIDTHS[width], dst, ...from });
  }

  /** `*(width)(dst + off) = value`, a register or an immediate. */
  store(width: Width, to: { readonly dst: Register; readonly off: number }, value: Operand): this {
    const code = C.BPF_MEM | WIDTHS[width];
    return typeof value === "number"
      ? this.#emit({ code: C.BPF_ST | code, ...to, imm: value })
      : this.#emit({ code: C.BPF_STX | code, ...to, src: value.reg });
  }

  /** `*(u64 *)(dst + off) += src`, atomically. */
  atomicAdd64(to: { readonly dst: Register; readonly off: number }, src: Register): this {
    return this.#emit({ code: C.BPF_STX | C.BPF_ATOMIC | C.BPF_DW, ...to, src, imm: C.BPF_ADD });
  }

  /** `src = *(u64 *)(dst + off)` and adds `src` to it, at once: a full barrier. Linux 5.12. */
  fetchAdd64(to: { readonly dst: Register; readonly off: number }, src: Register): this {
    const imm = C.BPF_ADD | C.BPF_FETCH;
    return this.#emit({ code: C.BPF_STX | C.BPF_ATOMIC | C.BPF_DW, ...to, src, imm });
  }

  /** `dst = value`, all 64 bits. */
  loadImmediate64(dst: Register, value: bigint): this {
    return this.#load64(dst, {
      src: 0,
      low: Number(BigInt.asIntN(32, value)),
      high: Number(BigInt.asIntN(32, value >> 32n)),
    });
  }

  /** `dst =` the map of a descriptor. */
  loadMap(dst: Register, mapFd: number): this {
    return this.#load64(dst, { src: C.BPF_PSEUDO_MAP_FD, low: mapFd, high: 0 });
  }

  /** `dst =` the address of a byte in the first value of an array map. */
  loadMapValue(
    dst: Register,
    value: { readonly mapFd: number; readonly byteOffset: number },
  ): this {
    return this.#load64(dst, {
      src: C.BPF_PSEUDO_MAP_VALUE,
      low: value.mapFd,
      high: value.byteOffset,
    });
  }

  /** `dst =` the function at a label, for bpf_loop() and the like; the kernel wants its BTF. */
  loadFunction(dst: Register, label: string): this {
    this.#fixups.push({ index: this.#code.length, label, into: "imm" });
    return this.#load64(dst, { src: C.BPF_PSEUDO_FUNC, low: 0, high: 0 });
  }

  /** Jumps always. */
  jump(label: string): this {
    this.#fixups.push({ index: this.#code.length, label, into: "off" });
    return this.#emit({ code: C.BPF_JMP | C.BPF_JA });
  }

  /**
   * Jumps once the kernel has had enough: what bounds a loop that the verifier cannot. Linux 6.9;
   * BPF_JCOND with BPF_MAY_GOTO (include/uapi/linux/bpf.h).
   */
  mayJump(label: string): this {
    this.#fixups.push({ index: this.#code.length, label, into: "off" });
    return this.#emit({ code: C.BPF_JMP | BPF_JCOND });
  }

  /** Jumps where the 64-bit comparison holds. */
  jumpIf(
    condition: Condition,
    compare: { readonly dst: Register; readonly with: Operand; readonly to: string },
  ): this {
    this.#fixups.push({ index: this.#code.length, label: compare.to, into: "off" });
    return this.#operate(C.BPF_JMP | JUMPS[condition], compare.dst, compare.with);
  }

  /** Jumps where the comparison of the lower 32 bits holds. */
  jumpIf32(
    condition: Condition,
    compare: { readonly dst: Register; readonly with: Operand; readonly to: string },
  ): this {
    this.#fixups.push({ index: this.#code.length, label: compare.to, into: "off" });
    return this.#operate(C.BPF_JMP32 | JUMPS[condition], compare.dst, compare.with);
  }

  /** Calls a helper, BPF_FUNC_…: arguments in R1-R5, result in R0; R1-R5 are lost. */
  call(helper: number): this {
    return this.#emit({ code: C.BPF_JMP | C.BPF_CALL, imm: helper });
  }

  /** Calls the function at a label. */
  callLocal(label: string): this {
    this.#fixups.push({ index: this.#code.length, label, into: "imm" });
    return this.#emit({ code: C.BPF_JMP | C.BPF_CALL, src: C.BPF_PSEUDO_CALL });
  }

  /** Returns R0. */
  exit(): this {
    return this.#emit({ code: C.BPF_JMP | C.BPF_EXIT });
  }

  /**
   * The program's bytes.
   *
   * @throws {SyntaxError} for a label that was not placed.
   * @throws {RangeError} for a jump, offset or immediate that does not fit its field.
   */
  assemble(): Uint8Array<ArrayBuffer> {
    const code = [...this.#code];
    for (const { index, label, into } of this.#fixups) {
      const target = this.#labels.get(label);
      if (target === undefined) {
        throw new SyntaxError(`Cannot assemble: label ${label} is used but not placed`);
      }
      // relative to the instruction after this one
      code[index] = { ...code[index]!, [into]: target - index - 1 };
    }
    return encode(code);
  }

  #operate(code: number, dst: Register, operand: Operand): this {
    return typeof operand === "number"
      ? this.#emit({ code: code | C.BPF_K, dst, imm: operand })
      : this.#emit({ code: code | C.BPF_X, dst, src: operand.reg });
  }

  #load64(dst: Register, value: { src: number; low: number; high: number }): this {
    const code = C.BPF_LD | C.BPF_IMM | C.BPF_DW;
    this.#emit({ code, dst, src: value.src, imm: value.low });
    return this.#emit({ code: 0, imm: value.high });
  }

  #emit(instruction: { code: number } & Partial<Instruction>): this {
    this.#code.push({ dst: 0, src: 0, off: 0, imm: 0, ...instruction });
    return this;
  }
}
