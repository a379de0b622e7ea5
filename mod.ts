/** ringside as a library: the contracts, and the implementations of each path. @module */
export * from "./lib/buffer_pool.ts";
export * from "./lib/errors.ts";
export * from "./lib/implementation.ts";
export * from "./lib/ledger.ts";
export * from "./lib/outcome.ts";
export * from "./lib/receive.ts";
export * from "./lib/source.ts";
export * from "./lib/ringbuf/contract.ts";
export { HELD_POLL_MS, RingReader } from "./lib/ringbuf/reader.ts";
export * from "./lib/ringbuf/table.ts";
