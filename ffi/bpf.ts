/** bpf(2): maps and what is known of them; programs are in `bpf_program.ts`. @module */
import {
  BPF_MAP_CREATE,
  BPF_MAP_LOOKUP_ELEM,
  BPF_MAP_UPDATE_ELEM,
  BPF_OBJ_GET_INFO_BY_FD,
  BPF_OBJ_NAME_LEN,
} from "./bpf_constants.ts";
import { ERRNO, SysError } from "./errno.ts";
import { OwnedFd } from "./fd.ts";
import { errno } from "./libc.ts";
import { type Address, NativeMemory } from "./memory.ts";
import { struct, type StructLayout, StructView } from "./struct.ts";

/** Arms of `union bpf_attr`: its size grows with the kernel, so only offsets are compared. */
const ARM = { header: "linux/bpf.h", cType: "union bpf_attr", whole: false } as const;

/** BPF_MAP_CREATE */
export const MAP_CREATE_ATTR = struct("bpf_attr", {
  map_type: "u32",
  key_size: "u32",
  value_size: "u32",
  max_entries: "u32",
  map_flags: "u32",
  inner_map_fd: "u32",
  numa_node: "u32",
  map_name: "u8[16]",
}, ARM);

/** BPF_MAP_LOOKUP_ELEM and BPF_MAP_UPDATE_ELEM */
export const MAP_ELEM_ATTR = struct(
  "bpf_attr",
  { map_fd: "u32", key: "u64", value: "u64", flags: "u64" },
  ARM,
);

/** BPF_OBJ_GET_INFO_BY_FD */
export const INFO_ATTR = struct(
  "bpf_attr",
  { bpf_fd: "u32", info_len: "u32", info: "u64" },
  { ...ARM, cMember: "info" },
);

/** The head of what BPF_OBJ_GET_INFO_BY_FD tells of a map. */
export const BPF_MAP_INFO = struct("bpf_map_info", {
  type: "u32",
  id: "u32",
  key_size: "u32",
  value_size: "u32",
  max_entries: "u32",
  map_flags: "u32",
  name: "u8[16]",
}, { header: "linux/bpf.h", whole: false });

const SYMBOLS = {
  // long syscall(SYS_bpf, int cmd, union bpf_attr *attr, unsigned int size); -1 fits an i32
  bpf: { name: "syscall", parameters: ["u64", "i32", "u64", "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** asm/unistd_64.h and asm-generic/unistd.h */
const SYS_bpf = Deno.build.arch === "x86_64" ? 321n : 280n;

let opened: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] | undefined;

/** The raw call: its result, or -1 with errno to be read at once. */
export function bpf(command: number, attr: Address, attrBytes: number): number {
  opened ??= Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  return opened.bpf(SYS_bpf, command, attr, attrBytes);
}

/**
 * The call, checked.
 *
 * @throws {SysError} with `detail` as its cause and cure where given.
 */
export function checkedBpf(command: number, attr: Address, options: CheckedBpfOptions): number {
  errno(); // maps the cell before the call
  const result = bpf(command, attr, options.attrBytes);
  if (result < 0) {
    const code = errno();
    throw new SysError("bpf", code, options.detail?.(code));
  }
  return result;
}

/** What {@linkcode checkedBpf} takes. */
export interface CheckedBpfOptions {
  readonly attrBytes: number;
  /** Cause and cure for an errno; empty where there is none better than the general one. */
  readonly detail?: (errno: number) => string;
}

/** What {@linkcode createMap} takes. */
export interface BpfMapOptions {
  /** BPF_MAP_TYPE_… */
  readonly type: number;
  /** Shows in bpftool; cut at 15 characters of letters, digits, `_` and `.`. */
  readonly name?: string;
  /** @default {0} */
  readonly keyBytes?: number;
  /** @default {0} */
  readonly valueBytes?: number;
  /** Of a ring buffer: the size of its data area in bytes. */
  readonly maxEntries: number;
  /** BPF_F_… @default {0} */
  readonly flags?: number;
}

/**
 * Creates a map, close-on-exec. The caller disposes the descriptor.
 *
 * @throws {SysError} from bpf(2): EPERM without CAP_BPF, EINVAL for a type or size it refuses.
 */
export function createMap(options: BpfMapOptions): OwnedFd {
  using memory = NativeMemory.map({ sizeBytes: MAP_CREATE_ATTR.sizeBytes });
  const attr = new StructView(MAP_CREATE_ATTR, memory.bytes);
  attr.set("map_type", options.type);
  attr.set("key_size", options.keyBytes ?? 0);
  attr.set("value_size", options.valueBytes ?? 0);
  attr.set("max_entries", options.maxEntries);
  attr.set("map_flags", options.flags ?? 0);
  writeName(attr.bytes("map_name"), options.name ?? "");
  const detail = (code: number) => explainCreate(code, options);
  const attrBytes = MAP_CREATE_ATTR.sizeBytes;
  return new OwnedFd(checkedBpf(BPF_MAP_CREATE, memory.address, { attrBytes, detail }));
}

function explainCreate(code: number, options: BpfMapOptions): string {
  if (code !== ERRNO.EINVAL) return "";
  return `map type ${options.type} with keys of ${options.keyBytes ?? 0} and values of ` +
    `${options.valueBytes ?? 0} bytes, ${options.maxEntries} entries: the kernel does not know ` +
    `the type or a flag (a newer one may), or refuses the sizes`;
}

/** Writes a name as the kernel takes it: at most 15 characters, others than allowed as `_`. */
export function writeName(target: Uint8Array, name: string): void {
  const allowed = name.replaceAll(/[^A-Za-z0-9_.]/g, "_").slice(0, BPF_OBJ_NAME_LEN - 1);
  new TextEncoder().encodeInto(allowed, target);
}

/** What {@linkcode mapInfo} tells. */
export interface MapInfo {
  /** BPF_MAP_TYPE_… */
  readonly type: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly maxEntries: number;
  readonly flags: number;
  readonly name: string;
}

/**
 * What the kernel knows of a map.
 *
 * @throws {SysError} EBADF; EINVAL when the descriptor is no BPF object.
 */
export function mapInfo(mapFd: number): MapInfo {
  const infoOffset = INFO_ATTR.sizeBytes;
  using memory = NativeMemory.map({ sizeBytes: infoOffset + BPF_MAP_INFO.sizeBytes });
  const attr = new StructView(INFO_ATTR, memory.bytes);
  attr.set("bpf_fd", mapFd);
  attr.set("info_len", BPF_MAP_INFO.sizeBytes);
  attr.set64("info", memory.at(infoOffset));
  checkedBpf(BPF_OBJ_GET_INFO_BY_FD, memory.address, {
    attrBytes: INFO_ATTR.sizeBytes,
    detail: (code) => code === ERRNO.EINVAL ? `descriptor ${mapFd} is no BPF object` : "",
  });
  const info = new StructView(BPF_MAP_INFO, memory.bytes, infoOffset);
  return {
    type: info.get("type"),
    keyBytes: info.get("key_size"),
    valueBytes: info.get("value_size"),
    maxEntries: info.get("max_entries"),
    flags: info.get("map_flags"),
    name: new TextDecoder().decode(info.bytes("name")).replace(/\0.*$/s, ""),
  };
}

/** What {@linkcode mapUpdate} takes. */
export interface MapElement {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** BPF_ANY and the like. @default {BPF_ANY} */
  readonly flags?: bigint;
}

/**
 * Writes one element; key and value have the map's sizes.
 *
 * @throws {SysError} from bpf(2).
 */
export function mapUpdate(mapFd: number, { key, value, flags = 0n }: MapElement): void {
  using element = new ElementCall(mapFd, { key, valueBytes: value.byteLength, flags });
  element.value.set(value);
  element.run(BPF_MAP_UPDATE_ELEM);
}

/**
 * Reads one element into a fresh array of `valueBytes`, which must be the map's; `undefined` when
 * there is none.
 *
 * @throws {SysError} from bpf(2).
 */
export function mapLookup(
  mapFd: number,
  options: { readonly key: Uint8Array; readonly valueBytes: number },
): Uint8Array | undefined {
  using element = new ElementCall(mapFd, { ...options, flags: 0n });
  try {
    element.run(BPF_MAP_LOOKUP_ELEM);
    return element.value.slice();
  } catch (error) {
    if (error instanceof SysError && error.errno === ERRNO.ENOENT) return undefined;
    throw error;
  }
}

/** The memory of one call on an element: attr, key and value. */
class ElementCall implements Disposable {
  readonly value: Uint8Array;
  readonly #memory: NativeMemory;

  constructor(
    mapFd: number,
    { key, valueBytes, flags }: { key: Uint8Array; valueBytes: number; flags: bigint },
  ) {
    const layout: StructLayout<string> = MAP_ELEM_ATTR;
    const keyOffset = layout.sizeBytes;
    const valueOffset = keyOffset + Math.ceil(key.byteLength / 8) * 8;
    this.#memory = NativeMemory.map({ sizeBytes: valueOffset + valueBytes });
    this.#memory.bytes.set(key, keyOffset);
    this.value = this.#memory.bytes.subarray(valueOffset, valueOffset + valueBytes);
    const attr = new StructView(MAP_ELEM_ATTR, this.#memory.bytes);
    attr.set("map_fd", mapFd);
    attr.set64("key", this.#memory.at(keyOffset));
    attr.set64("value", this.#memory.at(valueOffset));
    attr.set64("flags", flags);
  }

  run(command: number): void {
    checkedBpf(command, this.#memory.address, { attrBytes: MAP_ELEM_ATTR.sizeBytes });
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
