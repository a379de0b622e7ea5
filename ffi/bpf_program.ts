/** BPF programs: loaded, with the verifier's reason when refused, and run by hand. @module */
import { bpf, checkedBpf, writeName } from "./bpf.ts";
import { BPF_PROG_LOAD, BPF_PROG_TEST_RUN } from "./bpf_constants.ts";
import { ERRNO, SysError } from "./errno.ts";
import { OwnedFd } from "./fd.ts";
import { errno } from "./libc.ts";
import { type Address, NativeMemory } from "./memory.ts";
import { struct, StructView } from "./struct.ts";

/** BPF_PROG_LOAD, an arm of `union bpf_attr` */
export const PROG_LOAD_ATTR = struct("bpf_attr", {
  prog_type: "u32",
  insn_cnt: "u32",
  insns: "u64",
  license: "u64",
  log_level: "u32",
  log_size: "u32",
  log_buf: "u64",
  kern_version: "u32",
  prog_flags: "u32",
  prog_name: "u8[16]",
}, { header: "linux/bpf.h", cType: "union bpf_attr", whole: false });

/** BPF_PROG_TEST_RUN, an arm of `union bpf_attr` */
export const TEST_RUN_ATTR = struct("bpf_attr", {
  prog_fd: "u32",
  retval: "u32",
  data_size_in: "u32",
  data_size_out: "u32",
  data_in: "u64",
  data_out: "u64",
  repeat: "u32",
  duration: "u32",
  ctx_size_in: "u32",
  ctx_size_out: "u32",
  ctx_in: "u64",
  ctx_out: "u64",
}, { header: "linux/bpf.h", cType: "union bpf_attr", cMember: "test", whole: false });

const INSTRUCTION_BYTES = 8;
const LOG_BYTES = 1 << 20;
const LOG_LINES = 12;
const LOAD_ATTEMPTS = 5;

/** What {@linkcode loadProgram} takes. */
export interface ProgramOptions {
  /** BPF_PROG_TYPE_… */
  readonly type: number;
  /** Instructions, as an assembler gives them. */
  readonly insns: Uint8Array;
  /** Shows in bpftool; cut at 15 characters. */
  readonly name?: string;
  /** Many helpers ask for a licence compatible with the GPL. @default {"Dual MIT/GPL"} */
  readonly license?: string;
}

/**
 * Loads a program, close-on-exec. The caller disposes the descriptor; the program lives as long as
 * something refers to it.
 *
 * The verifier's log is asked for only after a refusal: a log that overflows is itself a failure.
 *
 * @throws {SysError} from bpf(2), with the end of the verifier's log where it wrote one.
 */
export function loadProgram(options: ProgramOptions): OwnedFd {
  const { insns, license = "Dual MIT/GPL" } = options;
  if (insns.byteLength === 0 || insns.byteLength % INSTRUCTION_BYTES !== 0) {
    throw new RangeError(`Cannot load a program of ${insns.byteLength} bytes: not whole, or empty`);
  }
  const insnsOffset = PROG_LOAD_ATTR.sizeBytes;
  const licenseOffset = insnsOffset + insns.byteLength;
  const encoded = new TextEncoder().encode(license + "\0");
  using memory = NativeMemory.map({ sizeBytes: licenseOffset + encoded.byteLength });
  memory.bytes.set(insns, insnsOffset);
  memory.bytes.set(encoded, licenseOffset);
  const attr = new StructView(PROG_LOAD_ATTR, memory.bytes);
  attr.set("prog_type", options.type);
  attr.set("insn_cnt", insns.byteLength / INSTRUCTION_BYTES);
  attr.set64("insns", memory.at(insnsOffset));
  attr.set64("license", memory.at(licenseOffset));
  writeName(attr.bytes("prog_name"), options.name ?? "");
  const attrBytes = PROG_LOAD_ATTR.sizeBytes;
  const detail = (code: number) => code === ERRNO.EAGAIN ? "" : verifierLog(memory.bytes);
  for (let attempt = 1;; attempt++) {
    try {
      return new OwnedFd(checkedBpf(BPF_PROG_LOAD, memory.address, { attrBytes, detail }));
    } catch (error) {
      // the verifier gives up when a signal is pending (kernel/bpf/verifier.c, do_check)
      const again = error instanceof SysError && error.errno === ERRNO.EAGAIN;
      if (!again || attempt === LOAD_ATTEMPTS) throw error;
    }
  }
}

/**
 * Loads once more with a log, and gives the log's last lines; empty when there is none.
 *
 * `attr` begins with a PROG_LOAD_ATTR, and is only read: the log's address goes into a copy that
 * lives as long as the log. Left behind in `attr`, it would be the kernel's to write to at the next
 * attempt, when the log is unmapped: EFAULT, or somebody else's memory written over.
 */
export function verifierLog(attr: Uint8Array): string {
  const attrBytes = PROG_LOAD_ATTR.sizeBytes;
  using memory = NativeMemory.map({ sizeBytes: attrBytes + LOG_BYTES });
  memory.bytes.set(attr.subarray(0, attrBytes));
  const view = new StructView(PROG_LOAD_ATTR, memory.bytes);
  view.set("log_level", 1);
  view.set("log_size", LOG_BYTES);
  view.set64("log_buf", memory.at(attrBytes));
  const result = bpf(BPF_PROG_LOAD, memory.address, attrBytes);
  if (result >= 0) new OwnedFd(result)[Symbol.dispose](); // now it passed: close what it gave
  const log = memory.bytes.subarray(attrBytes);
  const text = new TextDecoder().decode(log.slice(0, Math.max(log.indexOf(0), 0))).trimEnd();
  if (text === "") return "";
  return `the verifier says:\n${text.split("\n").slice(-LOG_LINES).join("\n")}\n`;
}

/** What {@linkcode TestRun} takes. */
export interface TestRunOptions {
  /** The packet that the program sees. @default {14 zero bytes, an Ethernet header} */
  readonly dataIn?: Uint8Array;
  /** The context, for program types that take one. */
  readonly ctx?: Uint8Array;
}

const ETH_HLEN = 14;

/**
 * Runs a program by BPF_PROG_TEST_RUN, with attr and packet in native memory made once, so that a
 * run allocates nothing.
 *
 * Ownership: owns that memory, borrows the program's descriptor. Belongs to one thread.
 */
export class TestRun implements Disposable {
  readonly #memory: NativeMemory;
  readonly #address: Address;
  readonly #words: Uint32Array;

  constructor(programFd: number, options: TestRunOptions = {}) {
    const { dataIn = new Uint8Array(ETH_HLEN), ctx = new Uint8Array(0) } = options;
    const dataOffset = TEST_RUN_ATTR.sizeBytes;
    const ctxOffset = dataOffset + Math.ceil(dataIn.byteLength / 8) * 8;
    this.#memory = NativeMemory.map({ sizeBytes: ctxOffset + ctx.byteLength });
    this.#address = this.#memory.address;
    const { bytes } = this.#memory;
    this.#words = new Uint32Array(bytes.buffer, 0, TEST_RUN_ATTR.sizeBytes >> 2);
    bytes.set(dataIn, dataOffset);
    bytes.set(ctx, ctxOffset);
    const attr = new StructView(TEST_RUN_ATTR, bytes);
    attr.set("prog_fd", programFd);
    attr.set("data_size_in", dataIn.byteLength);
    attr.set64("data_in", this.#memory.at(dataOffset));
    if (ctx.byteLength === 0) return;
    attr.set("ctx_size_in", ctx.byteLength);
    attr.set64("ctx_in", this.#memory.at(ctxOffset));
  }

  /**
   * Runs the program `repeat` times. Returns true, or false when a signal ended the repetition
   * early: the program itself has to know how far it came.
   *
   * @throws {SysError} from bpf(2).
   */
  run(repeat: number): boolean {
    this.#words[REPEAT_WORD] = repeat;
    errno();
    if (bpf(BPF_PROG_TEST_RUN, this.#address, TEST_RUN_ATTR.sizeBytes) === 0) return true;
    const code = errno();
    if (code === ERRNO.EINTR) return false;
    throw new SysError("bpf", code, "BPF_PROG_TEST_RUN failed");
  }

  /** What the last run returned, unsigned 32 bits. */
  get retval(): number {
    return this.#words[RETVAL_WORD]!;
  }

  /** How long one repetition of the last run took, on average, in nanoseconds. */
  get durationNs(): number {
    return this.#words[DURATION_WORD]!;
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}

const RETVAL_WORD = TEST_RUN_ATTR.fields.retval.offset >> 2;
const REPEAT_WORD = TEST_RUN_ATTR.fields.repeat.offset >> 2;
const DURATION_WORD = TEST_RUN_ATTR.fields.duration.offset >> 2;
