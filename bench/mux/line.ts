/** A connection to a peer in another process, its counters, and their end. @module */
import { OwnedFd } from "../../ffi/fd.ts";
import { Connection } from "../../lib/mux/connection.ts";
import type { ConnectionOptions } from "../../lib/mux/connection_options.ts";
import { CopyCounter } from "../../lib/mux/copy_counter.ts";
import { MessagePool } from "../../lib/mux/message_pool.ts";
import { Transport } from "../../lib/mux/transport.ts";
import type { Peer } from "../../lib/host/peer.ts";
import { SocketPair } from "../../lib/host/socket_pair.ts";
import type { Metric } from "../../results/schema.ts";
import type { Placement } from "../scenario.ts";
import type { Parts } from "./parts.ts";

/**
 * Addresses for messages; memory comes with use. `ring_copy` keeps a buffer for each place of each
 * stream's ring: 100 streams of 256 messages of 8 KiB come to 200 MiB.
 */
const ARENA_BYTES = 512 * 1024 * 1024;

/** A connection, its peer, and what was copied on the way of messages that arrived. */
export interface Line extends AsyncDisposable {
  readonly connection: Connection;
  readonly peer: Peer;
  readonly copies: CopyCounter;
}

/** What {@linkcode openLine} takes. */
export interface LineOptions {
  /** Starts the peer on its end of a Unix stream. */
  readonly startPeer: (fd: number) => Peer;
  readonly options?: Partial<Pick<ConnectionOptions, "markBytes" | "windowBytes">>;
}

/** Opens both ends; the caller disposes, which closes the connection and ends the peer. */
export async function openLine(parts: Parts, lineOptions: LineOptions): Promise<Line> {
  await using stack = new AsyncDisposableStack();
  using pair = new SocketPair("unix");
  const peer = stack.use(lineOptions.startPeer(pair.far.fd));
  peer.waitStarted();
  const copies = new CopyCounter();
  const transport = new Transport(new OwnedFd(pair.near.release()));
  const pool = stack.use(new MessagePool({ arenaBytes: ARENA_BYTES }));
  const connection = stack.use(
    new Connection({ ...parts, transport, copies, pool, ...lineOptions.options }),
  );
  const open = stack.move();
  return { connection, peer, copies, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** The CPU of a peer, where there is one to choose. */
export function peerCpuOf({ peerCpu }: Placement): { readonly cpu?: number } {
  return peerCpu === undefined ? {} : { cpu: peerCpu };
}

/** A metric of mux rounds: one value a round, counted or clocked. */
export function metric(
  id: string,
  { title, unit = "", better = "lower", per = "round", evidence = "exact", bound }: {
    readonly title: string;
    readonly unit?: string;
    readonly better?: Metric["better"];
    readonly per?: Metric["per"];
    readonly evidence?: Metric["evidence"];
    /** The metric that says how far it may go. */
    readonly bound?: string;
  },
): Metric {
  return { id, title, unit, evidence, better, per, ...(bound === undefined ? {} : { bound }) };
}
