/** The lab's BPF program: notes each segment that arrives, and drops it before it is copied. @module */
import { createMap, mapLookup, mapUpdate } from "../../ffi/bpf.ts";
import { BpfAssembler } from "../../ffi/bpf_asm.ts";
import {
  BPF_FUNC_ringbuf_discard,
  BPF_FUNC_ringbuf_reserve,
  BPF_FUNC_ringbuf_submit,
  BPF_FUNC_skb_load_bytes,
  BPF_MAP_TYPE_ARRAY,
  BPF_PROG_TYPE_SCHED_CLS,
  BPF_REG_0,
  BPF_REG_1,
  BPF_REG_10,
  BPF_REG_2,
  BPF_REG_3,
  BPF_REG_4,
  BPF_REG_6,
  BPF_REG_7,
  BPF_REG_8,
  BPF_REG_9,
} from "../../ffi/bpf_constants.ts";
import { loadProgram } from "../../ffi/bpf_program.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import { TC_ACT_SHOT } from "../../ffi/traffic_control.ts";
import {
  AT,
  RECORD_BYTES,
  SAMPLE_BYTES,
  SAMPLE_STRIDE_BYTES,
  STRIDED_SAMPLES_MAX,
  TCP_HEADER_BYTES,
} from "./segment_record.ts";

/** struct __sk_buff (linux/bpf.h): offsets of what is read. */
const SKB_LEN = 0;
const SKB_PROTOCOL = 16;
/** ETH_P_IP as it lies in memory, read on a little-endian machine. */
const ETH_P_IP_LITTLE = 0x0008;
const IPPROTO_TCP = 6;
/** In the packet: Ethernet has 14 bytes, IPv4 20, since the kernel sends TCP without IP options. */
const IP_PROTOCOL_AT = 23;
const TCP_AT = 34;
const STACK_BYTE = -8;

/** What {@linkcode loadSegmentProgram} takes. */
export interface SegmentProgramOptions {
  /** The ring buffer that records go to. */
  readonly ringFd: number;
  /** A cell: how many segments found the ring full. */
  readonly lostFd: number;
  /** A cell: the flags that records are submitted with, BPF_RB_NO_WAKEUP while the peer polls. */
  readonly flagsFd: number;
}

const CELL_BYTES = 8;
const CELL_KEY = new Uint8Array(4);

/** An array map of one 64-bit number, 0 at first. The caller disposes it. @throws {SysError} */
export function createCell(): OwnedFd {
  return createMap({
    type: BPF_MAP_TYPE_ARRAY,
    keyBytes: CELL_KEY.byteLength,
    valueBytes: CELL_BYTES,
    maxEntries: 1,
  });
}

/** What a cell has. @throws {SysError} from bpf(2). */
export function readCell(fd: number): number {
  const value = mapLookup(fd, { key: CELL_KEY, valueBytes: CELL_BYTES })!;
  return Number(new DataView(value.buffer, value.byteOffset).getBigUint64(0, true));
}

/** Sets a cell. @throws {SysError} from bpf(2). */
export function writeCell(fd: number, number: number): void {
  const value = new Uint8Array(CELL_BYTES);
  new DataView(value.buffer).setBigUint64(0, BigInt(number), true);
  mapUpdate(fd, { key: CELL_KEY, value });
}

/**
 * Loads the program. The caller disposes the descriptor; a filter that uses the program keeps it.
 *
 * Why here: `sch_handle_ingress` runs before any protocol handler, and a handler is where the
 * kernel copies fragments that user memory backs (net/core/dev.c, `skb_orphan_frags_rx`).
 *
 * @throws {SysError} EPERM without CAP_BPF and CAP_NET_ADMIN.
 */
export function loadSegmentProgram(options: SegmentProgramOptions): OwnedFd {
  const code = new BpfAssembler();
  noteSegment(code, options);
  takeSamples(code);
  finish(code, options);
  return loadProgram({
    type: BPF_PROG_TYPE_SCHED_CLS,
    insns: code.assemble(),
    name: "wire_lab",
  });
}

/** R6 the packet, R7 its length, then the payload's place in it; R8 the record; R9 the payload. */
function noteSegment(code: BpfAssembler, { ringFd }: SegmentProgramOptions): void {
  code.mov(BPF_REG_6, { reg: BPF_REG_1 })
    .load(4, BPF_REG_7, { src: BPF_REG_6, off: SKB_LEN })
    .load(4, BPF_REG_1, { src: BPF_REG_6, off: SKB_PROTOCOL })
    .jumpIf("ne", { dst: BPF_REG_1, with: ETH_P_IP_LITTLE, to: "drop" })
    .mov(BPF_REG_1, { reg: BPF_REG_6 })
    .mov(BPF_REG_2, IP_PROTOCOL_AT)
    .mov(BPF_REG_3, { reg: BPF_REG_10 })
    .alu("add", BPF_REG_3, STACK_BYTE)
    .mov(BPF_REG_4, 1)
    .call(BPF_FUNC_skb_load_bytes)
    .jumpIf("ne", { dst: BPF_REG_0, with: 0, to: "drop" })
    .load(1, BPF_REG_1, { src: BPF_REG_10, off: STACK_BYTE })
    .jumpIf("ne", { dst: BPF_REG_1, with: IPPROTO_TCP, to: "drop" })
    .loadMap(BPF_REG_1, ringFd)
    .mov(BPF_REG_2, RECORD_BYTES)
    .mov(BPF_REG_3, 0)
    .call(BPF_FUNC_ringbuf_reserve)
    .jumpIf("eq", { dst: BPF_REG_0, with: 0, to: "full" })
    .mov(BPF_REG_8, { reg: BPF_REG_0 });
  loadBytes(code, { at: TCP_AT, into: 0, count: TCP_HEADER_BYTES });
  // the header's length in bytes is four times the upper half of this byte
  code.load(1, BPF_REG_1, { src: BPF_REG_8, off: AT.dataOffset })
    .alu("rsh", BPF_REG_1, 4)
    .alu("lsh", BPF_REG_1, 2)
    .mov(BPF_REG_9, { reg: BPF_REG_7 })
    .alu("sub", BPF_REG_9, TCP_AT)
    .alu("sub", BPF_REG_9, { reg: BPF_REG_1 })
    .jumpIf("slt", { dst: BPF_REG_9, with: 0, to: "discard" })
    .alu("sub", BPF_REG_7, { reg: BPF_REG_9 })
    .store(4, { dst: BPF_REG_8, off: AT.payloadBytes }, { reg: BPF_REG_9 })
    .store(4, { dst: BPF_REG_8, off: AT.sampleCount }, 0);
}

/** Unrolled: the verifier then needs no bound for a loop. */
function takeSamples(code: BpfAssembler): void {
  code.jumpIf("lt", { dst: BPF_REG_9, with: 1, to: "submit" })
    .jumpIf("lt", { dst: BPF_REG_9, with: SAMPLE_BYTES, to: "short" });
  for (let index = 0; index < STRIDED_SAMPLES_MAX; index++) {
    const from = index * SAMPLE_STRIDE_BYTES;
    const into = AT.samples + index * SAMPLE_BYTES;
    const needed = from + SAMPLE_BYTES;
    if (index > 0) code.jumpIf("lt", { dst: BPF_REG_9, with: needed, to: `last ${index}` });
    code.mov(BPF_REG_2, { reg: BPF_REG_7 }).alu("add", BPF_REG_2, from);
    loadBytes(code, { into, count: SAMPLE_BYTES });
  }
  for (let index = STRIDED_SAMPLES_MAX; index >= 1; index--) {
    // reached by jump with `index` samples taken, or from above with all of them
    if (index < STRIDED_SAMPLES_MAX) code.label(`last ${index}`);
    const into = AT.samples + index * SAMPLE_BYTES;
    code.store(4, { dst: BPF_REG_8, off: AT.sampleCount }, index + 1)
      .mov(BPF_REG_2, { reg: BPF_REG_7 })
      .alu("add", BPF_REG_2, { reg: BPF_REG_9 })
      .alu("sub", BPF_REG_2, SAMPLE_BYTES);
    loadBytes(code, { into, count: SAMPLE_BYTES });
    code.jump("submit");
  }
  code.label("short")
    .store(4, { dst: BPF_REG_8, off: AT.sampleCount }, 1)
    .mov(BPF_REG_2, { reg: BPF_REG_7 })
    .mov(BPF_REG_4, { reg: BPF_REG_9 });
  loadBytes(code, { into: AT.samples });
}

/** What the program loads from the packet; R2 and R4 are set already where not given. */
interface Load {
  readonly at?: number;
  readonly into: number;
  readonly count?: number;
}

function loadBytes(code: BpfAssembler, { at, into, count }: Load): void {
  if (at !== undefined) code.mov(BPF_REG_2, at);
  if (count !== undefined) code.mov(BPF_REG_4, count);
  code.mov(BPF_REG_1, { reg: BPF_REG_6 })
    .mov(BPF_REG_3, { reg: BPF_REG_8 })
    .alu("add", BPF_REG_3, into)
    .call(BPF_FUNC_skb_load_bytes)
    .jumpIf("ne", { dst: BPF_REG_0, with: 0, to: "discard" });
}

function finish(code: BpfAssembler, { lostFd, flagsFd }: SegmentProgramOptions): void {
  code.label("submit");
  askFlags(code, flagsFd);
  code.call(BPF_FUNC_ringbuf_submit)
    .jump("drop")
    .label("discard");
  askFlags(code, flagsFd);
  code.call(BPF_FUNC_ringbuf_discard)
    .jump("drop")
    .label("full")
    .loadMapValue(BPF_REG_1, { mapFd: lostFd, byteOffset: 0 })
    .mov(BPF_REG_2, 1)
    .atomicAdd64({ dst: BPF_REG_1, off: 0 }, BPF_REG_2)
    .label("drop")
    .mov(BPF_REG_0, TC_ACT_SHOT)
    .exit();
}

/**
 * R1 the record, R2 the flags. Reading them is a full barrier behind the reserve: a peer that has
 * changed them and then finds nothing reserved has them used by every record to come.
 */
function askFlags(code: BpfAssembler, flagsFd: number): void {
  code.loadMapValue(BPF_REG_1, { mapFd: flagsFd, byteOffset: 0 })
    .mov(BPF_REG_2, 0)
    .fetchAdd64({ dst: BPF_REG_1, off: 0 }, BPF_REG_2)
    .mov(BPF_REG_1, { reg: BPF_REG_8 });
}
