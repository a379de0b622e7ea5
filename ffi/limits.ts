/** Resource limits of this process. @module */
import { checked } from "./libc.ts";
import { allocate, struct } from "./struct.ts";

/** sys/resource.h */
export const RLIMIT_NOFILE = 7;
export const RLIMIT_MEMLOCK = 8;
export const RLIM_INFINITY = 0xffffffffffffffffn;

/** A soft and a hard limit. */
export const RLIMIT = struct("rlimit", { rlim_cur: "u64", rlim_max: "u64" }, {
  header: "sys/resource.h",
});

/** The limits that matter here: open files, and locked memory in bytes. */
const RESOURCES = { nofile: RLIMIT_NOFILE, memlock: RLIMIT_MEMLOCK } as const;

/** A limit, by the name that limits.conf(5) has for it. */
export type Resource = keyof typeof RESOURCES;

/** Files or bytes; `Infinity` is unlimited. */
export interface Limit {
  /** What holds. */
  readonly soft: number;
  /** How far it may be raised without CAP_SYS_RESOURCE. */
  readonly hard: number;
}

/** Reads a limit of this process. */
export function getLimit(resource: Resource): Limit {
  const { memory, view } = allocate(RLIMIT);
  checked("getrlimit", (c) => c.getrlimit(RESOURCES[resource], memory));
  return { soft: toNumber(view.get64("rlim_cur")), hard: toNumber(view.get64("rlim_max")) };
}

/**
 * Sets a limit of this process, all its threads, and the children it makes from now on.
 *
 * @throws {SysError} EPERM when the hard limit would rise without CAP_SYS_RESOURCE, EINVAL when
 *   the soft one is above it.
 */
export function setLimit(resource: Resource, limit: Limit): void {
  const { memory, view } = allocate(RLIMIT);
  view.set64("rlim_cur", fromNumber(limit.soft));
  view.set64("rlim_max", fromNumber(limit.hard));
  checked("setrlimit", (c) => c.setrlimit(RESOURCES[resource], memory));
}

function toNumber(value: bigint): number {
  return value === RLIM_INFINITY ? Infinity : Number(value);
}

function fromNumber(value: number): bigint {
  if (value === Infinity) return RLIM_INFINITY;
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`Cannot limit a resource to ${value}: not a whole number`);
  }
  return BigInt(value);
}
