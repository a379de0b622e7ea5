/** The implementations that scenarios compare, table by table, baseline first. @module */
import { queueImplementations } from "../lib/mux/queue/table.ts";
import { writerImplementations } from "../lib/mux/writer/table.ts";
import { receiveImplementations } from "../lib/netlink/receive/table.ts";
import { sendImplementations } from "../lib/netlink/send/table.ts";
import { readImplementations } from "../lib/readyread/table.ts";
import { ringbufImplementations } from "../lib/ringbuf/table.ts";
import { zerocopyImplementations } from "../lib/zerocopy/table.ts";
import { dumpImplementations } from "./netlink/dump_pairs.ts";
import type { Candidate } from "./rows.ts";
import type { PathImplementation, TableName } from "./scenario.ts";

/** A table, and the folder with one file for each of its rows. */
interface Table {
  readonly table: TableName;
  readonly folder: string;
  readonly implementations: readonly PathImplementation[];
  /** Where all rows come from, in place of a file each. */
  readonly module?: string;
}

const TABLES: readonly Table[] = [
  { table: "ringbuf", folder: "../lib/ringbuf", implementations: ringbufImplementations },
  {
    table: "netlink/receive",
    folder: "../lib/netlink/receive",
    implementations: receiveImplementations,
  },
  { table: "netlink/send", folder: "../lib/netlink/send", implementations: sendImplementations },
  {
    table: "netlink/dump",
    folder: "./netlink",
    implementations: dumpImplementations,
    module: "./netlink/dump_pairs.ts",
  },
  { table: "zerocopy", folder: "../lib/zerocopy", implementations: zerocopyImplementations },
  { table: "readyread", folder: "../lib/readyread", implementations: readImplementations },
  { table: "mux/writer", folder: "../lib/mux/writer", implementations: writerImplementations },
  { table: "mux/queue", folder: "../lib/mux/queue", implementations: queueImplementations },
];

/** All that are built in. */
export const candidates: readonly Candidate[] = TABLES.flatMap(
  ({ table, folder, implementations, module }) =>
    implementations.map((implementation) => ({
      table,
      implementation,
      module: new URL(module ?? `${folder}/${implementation.name}.ts`, import.meta.url).href,
    })),
);
