/** What a row of the mux scenarios is made of: its own part, and fixed ones beside it. @module */
import type { AssemblerImplementation } from "../../lib/mux/assembler/contract.ts";
import { direct } from "../../lib/mux/assembler/direct.ts";
import type { QueueImplementation } from "../../lib/mux/queue/contract.ts";
import { ringPooled } from "../../lib/mux/queue/ring_pooled.ts";
import { bounded } from "../../lib/mux/writer/bounded.ts";
import type { WriterImplementation } from "../../lib/mux/writer/contract.ts";
import type { ExemptQuestion, PathImplementation, TableName, Worker } from "../scenario.ts";

/** The parts of a connection that can be exchanged. */
export interface Parts {
  readonly writer: WriterImplementation;
  readonly queue: QueueImplementation;
  readonly assembler: AssemblerImplementation;
}

/** Both tables, for a scenario that compares either. */
export const MUX_TABLES: readonly TableName[] = ["mux/writer", "mux/queue"];

/** Says so where a scenario fixes what it does not compare. */
export const PARTS_NOTE =
  "writers are compared with the queue ring_pooled, queues with the writer bounded; the assembler " +
  "is direct, for all queues take its buffers";

/** Puts the worker beside fixed parts. @throws {TypeError} for what is no implementation. */
export function partsOf(worker: Worker): Parts {
  if (worker.kind !== "implementation") {
    throw new TypeError(`Cannot multiplex by ${worker.kind}`);
  }
  const { implementation } = worker;
  return isWriter(implementation)
    ? { writer: implementation, queue: ringPooled, assembler: direct }
    : { writer: bounded, queue: implementation as QueueImplementation, assembler: direct };
}

/** A setting compares either writers or queues: the others have no row there. */
export function exemptByTable(_traits: unknown, question: ExemptQuestion): null | undefined {
  const { table, parameters: { compared } } = question;
  return `${table}s` === `mux/${compared}` ? undefined : null;
}

function isWriter(implementation: PathImplementation): implementation is WriterImplementation {
  return "coalesces" in implementation.traits;
}
