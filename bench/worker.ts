/** Loads what a subject is to run and whom, and nothing beside it. @module */
import type { WorkerSource } from "./protocol.ts";
import type { PathImplementation, Scenario, Worker } from "./scenario.ts";

/**
 * Loads a worker. Only the module named is imported, not the table of all implementations, so that
 * V8 sees one class at each call of the measured loop.
 *
 * @throws {Error} when the module has no implementation of that name.
 */
export async function loadWorker(source: WorkerSource): Promise<Worker> {
  if (source.kind !== "implementation") return source;
  const exported = Object.values(await import(source.module)).flat();
  const named = exported.filter((one) => isImplementation(one, source.name));
  const implementation = named.find((one) => "path" in one && one.path === source.path) ?? named[0];
  if (implementation) return { kind: "implementation", implementation };
  throw new Error(`Cannot load ${source.name}: ${source.module} exports no such implementation`);
}

/**
 * Loads a scenario from the file that its id names. The table of all would cost each subject the
 * memory of every other rig.
 *
 * @throws {Error} when there is no scenario of that id.
 */
export async function loadScenario(id: string): Promise<Scenario> {
  const file = new URL(`./${id}.ts`, import.meta.url);
  if (!/^[a-z]+\/[a-z_]+$/.test(id) || !await exists(file)) {
    throw new Error(`There is no scenario ${id}`);
  }
  const found = Object.values(await import(file.href)).find((one) => isScenario(one, id));
  if (found) return found;
  throw new Error(`There is no scenario ${id}: ${file} exports none`);
}

async function exists(file: URL): Promise<boolean> {
  return await Deno.stat(file).then(() => true, () => false);
}

function isScenario(value: unknown, id: string): value is Scenario {
  return typeof value === "object" && value !== null && "sweep" in value && "id" in value &&
    value.id === id;
}

function isImplementation(value: unknown, name: string): value is PathImplementation {
  return typeof value === "object" && value !== null && "open" in value && "traits" in value &&
    "name" in value && value.name === name;
}
