/** What the suite of writers checks: a row, and what a mutant does to the connections around it. @module */
import type { MuxClient } from "../../lib/mux/client.ts";
import type { Connection } from "../../lib/mux/connection.ts";
import type { ConnectionOptions } from "../../lib/mux/connection_options.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { bounded } from "../../lib/mux/writer/bounded.ts";
import type { WriterImplementation } from "../../lib/mux/writer/contract.ts";
import type { Mutant } from "../suite.ts";

/** A writer. Mutants whose bug is in the connection say how that is made. */
export interface WriterRow extends WriterImplementation {
  /** @default {the connection as it is} */
  readonly connect?: (options: ConnectionOptions) => Connection;
  /** @default {the client as it is} */
  readonly client?: (connection: Connection) => MuxClient;
}

/** What makes a mutant. */
export interface WriterMutant {
  readonly name: string;
  readonly bug: string;
  /** What is broken. @default {bounded} */
  readonly row?: WriterImplementation;
  /** What it declares in spite of it. @default {what the row declares} */
  readonly traits?: WriterImplementation["traits"];
  readonly open?: WriterImplementation["open"];
  readonly connect?: WriterRow["connect"];
  readonly client?: WriterRow["client"];
}

/** The mutant as a row. */
export function writerMutant(mutant: WriterMutant): Mutant<WriterRow> {
  const { name, bug, row = bounded, traits = row.traits, open = row.open } = mutant;
  const { connect, client } = mutant;
  const implementation: WriterRow = {
    ...row,
    name,
    summary: bug,
    traits,
    open,
    ...(connect === undefined ? {} : { connect }),
    ...(client === undefined ? {} : { client }),
  };
  return { name, bug, implementation };
}

/** Has `change` called with every stream of a connection before anybody else has it. */
export function changeStreams(connection: Connection, change: (stream: Stream) => void): void {
  const { registry } = connection;
  const add = registry.add.bind(registry);
  registry.add = (id, stream) => {
    change(stream);
    add(id, stream);
  };
}
