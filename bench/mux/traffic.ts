/** What a connection did since the last look: calls, copies, frames that waited. @module */
import type { Metric } from "../../results/schema.ts";
import { type Line, metric } from "./line.ts";

/** Those of {@linkcode Traffic.take}. */
export const TRAFFIC_METRICS: readonly Metric[] = [
  metric("writeCalls", { title: "Write calls of the writer", per: "operation" }),
  metric("readCalls", { title: "Read calls of the connection", per: "operation" }),
  metric("copies", { title: "Copies, receiving", per: "operation" }),
  metric("copiedBytes", { title: "Bytes copied, receiving", unit: "bytes", per: "operation" }),
  metric("parked", { title: "Frames that waited", per: "operation", better: "neither" }),
];

/** Differences of the sums that a connection keeps. */
export class Traffic {
  readonly #line: Line;
  #last: Record<string, number>;

  constructor(line: Line) {
    this.#line = line;
    this.#last = this.#sums();
  }

  /** The sums since the last call. */
  take(): Record<string, number> {
    const now = this.#sums();
    const last = this.#last;
    this.#last = now;
    return Object.fromEntries(
      Object.entries(now).map(([name, value]) => [name, value - last[name]!]),
    );
  }

  #sums(): Record<string, number> {
    const { connection: { transport, writer }, copies } = this.#line;
    return {
      writeCalls: transport.writes,
      readCalls: transport.reads,
      copies: copies.copies,
      copiedBytes: copies.copiedBytes,
      parked: writer.ledger.parked,
    };
  }
}
