/** BPF instructions as bytes, and back. @module */
import { BPF_REG_10 } from "./bpf_constants.ts";

const INSTRUCTION_BYTES = 8;

/** A register: BPF_REG_0 to BPF_REG_10. */
export type Register = number;

/** One instruction as the kernel sees it (struct bpf_insn). */
export interface Instruction {
  readonly code: number;
  readonly dst: Register;
  readonly src: Register;
  /** Signed 16 bits. */
  readonly off: number;
  /** Signed 32 bits; an unsigned value is taken as its bits. */
  readonly imm: number;
}

/** Instructions to bytes. @throws {RangeError} for a field out of its range. */
export function encode(code: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(code.length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  code.forEach(({ code, dst, src, off, imm }, index) => {
    const at = index * INSTRUCTION_BYTES;
    requireRange(index, "register", { value: dst, from: 0, to: BPF_REG_10 });
    requireRange(index, "source", { value: src, from: 0, to: BPF_REG_10 });
    requireRange(index, "offset", { value: off, from: -0x8000, to: 0x7fff });
    requireRange(index, "immediate", { value: imm, from: -0x8000_0000, to: 0xffff_ffff });
    view.setUint8(at, code);
    view.setUint8(at + 1, dst | (src << 4));
    view.setInt16(at + 2, off, true);
    view.setInt32(at + 4, imm, true);
  });
  return bytes;
}

/** Bytes back to instructions. @throws {RangeError} when they are not whole instructions. */
export function decode(bytes: Uint8Array): Instruction[] {
  if (bytes.byteLength % INSTRUCTION_BYTES !== 0) {
    throw new RangeError(`Cannot decode ${bytes.byteLength} bytes: not a multiple of 8`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / INSTRUCTION_BYTES }, (_, index) => {
    const at = index * INSTRUCTION_BYTES;
    const registers = view.getUint8(at + 1);
    return {
      code: view.getUint8(at),
      dst: registers & 0xf,
      src: registers >> 4,
      off: view.getInt16(at + 2, true),
      imm: view.getInt32(at + 4, true),
    };
  });
}

function requireRange(
  index: number,
  what: string,
  { value, from, to }: { value: number; from: number; to: number },
): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new RangeError(
    `Cannot encode instruction ${index}: ${what} is ${value}, not ${from}..${to}`,
  );
}
