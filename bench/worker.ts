/** Loads whom a subject is to run, and nothing beside it. @module */
import type { RingbufImplementation } from "../lib/ringbuf/contract.ts";
import type { WorkerSource } from "./protocol.ts";
import type { Worker } from "./scenario.ts";

/**
 * Loads a worker. Only the module named is imported, not the table of all implementations, so that
 * V8 sees one class at each call of the measured loop.
 *
 * @throws {Error} when the module has no implementation of that name.
 */
export async function loadWorker(source: WorkerSource): Promise<Worker> {
  if (source.kind !== "implementation") return source;
  const exported = Object.values(await import(source.module)).flat();
  const implementation = exported.find((one) => isImplementation(one, source.name));
  if (implementation) return { kind: "implementation", implementation };
  throw new Error(`Cannot load ${source.name}: ${source.module} exports no such implementation`);
}

function isImplementation(value: unknown, name: string): value is RingbufImplementation {
  return typeof value === "object" && value !== null && "open" in value && "traits" in value &&
    "name" in value && value.name === name;
}
