/** A process that prints sources in use and disposed, as one does who debugs. @module */
import { BufferedReader } from "./buffered_reader.ts";
import { FramedReader } from "./framed_reader.ts";
import { readImplementations } from "./table.ts";

/** Where the program is. */
export const PRINTER = new URL(import.meta.url).pathname;

/** How deep it looks: into the waiters and rings, and their memory. */
const DEPTH = 8;

/** Prints everything that a user of the named source can reach. */
function print(name: string): void {
  const row = readImplementations.find((one) => one.name === name)!;
  using source = row.open({ connectionsMax: 2 });
  using frames = new FramedReader({ source });
  using buffered = new BufferedReader({ source });
  const { bytes } = source;
  const all = [source, source.pool, bytes, bytes.buffer, bytes.subarray(-8), frames, buffered];
  for (const _ of ["open", "disposed"]) {
    for (const one of all) Deno.inspect(one, { depth: DEPTH, showHidden: true, getters: true });
    source[Symbol.dispose]();
  }
}

if (import.meta.main) print(Deno.args[0]!);
