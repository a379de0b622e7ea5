/** ringside as a library: the contracts of the roles, and each path's table, baseline first. @module */

// What all share: rows of a table and what they declare, outcomes, errors, ledgers, buffers.
export * from "./lib/buffer_pool.ts";
export * from "./lib/errors.ts";
export * from "./lib/implementation.ts";
export * from "./lib/ledger.ts";
export * from "./lib/outcome.ts";

// Sources hand out payloads that they still own; sinks take buffers that the kernel then owns.
export * from "./lib/receive.ts";
export type { Sink } from "./lib/sink.ts";
export { SinkLedger } from "./lib/sink_ledger.ts";
export * from "./lib/source.ts";

// ringbuf: records of a BPF ring buffer.
export * from "./lib/ringbuf/contract.ts";
export { HELD_POLL_MS, RingReader } from "./lib/ringbuf/reader.ts";
export * from "./lib/ringbuf/table.ts";

// netlink: datagrams in, records out. Dumps (lib/netlink/dump/) are left out: they load protobufjs,
// and a measured process that imports this file should not.
export type {
  ReceiveImplementation,
  ReceiveInput,
  ReceiveSource,
} from "./lib/netlink/receive/contract.ts";
export { receiveImplementations } from "./lib/netlink/receive/table.ts";
export type {
  DestinationKind,
  SendImplementation,
  SendInput,
} from "./lib/netlink/send/contract.ts";
export { sendImplementations } from "./lib/netlink/send/table.ts";

// zerocopy: payloads over TCP, given back once the kernel has read them.
export type {
  Notifications,
  ZerocopyImplementation,
  ZerocopyInput,
  ZerocopySink,
} from "./lib/zerocopy/contract.ts";
export { zerocopyImplementations } from "./lib/zerocopy/table.ts";

// readyread: one source for many connections, and readers of records on top.
export type { ReadImplementation, ReadInput, ReadSource } from "./lib/readyread/contract.ts";
export { BufferedReader } from "./lib/readyread/buffered_reader.ts";
export { FramedReader } from "./lib/readyread/framed_reader.ts";
export type { ReadPool } from "./lib/readyread/pool.ts";
export { readImplementations } from "./lib/readyread/table.ts";

// mux: many streams over one socket; queue, writer and assembler can be exchanged.
export * from "./lib/mux/queue/contract.ts";
export { queueImplementations } from "./lib/mux/queue/table.ts";
export { MessagePool, type MessagePoolOptions } from "./lib/mux/message_pool.ts";
export { CopyCounter } from "./lib/mux/copy_counter.ts";
export { type CallOptions, MuxClient } from "./lib/mux/client.ts";
export { Connection } from "./lib/mux/connection.ts";
export type * from "./lib/mux/connection_options.ts";
export { type Handlers, MuxServer } from "./lib/mux/server.ts";
export type { Stream } from "./lib/mux/stream.ts";
export { Transport } from "./lib/mux/transport.ts";
export type {
  FrameWriter,
  WriteEnd,
  WriterImplementation,
  WriterInput,
  WriterTraits,
} from "./lib/mux/writer/contract.ts";
export { writerImplementations } from "./lib/mux/writer/table.ts";
export { assemblerImplementations } from "./lib/mux/assembler/table.ts";
