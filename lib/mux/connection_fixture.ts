/** Two connections over a pair of sockets, for tests. @module */
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { assemblerImplementations } from "./assembler/table.ts";
import { Connection } from "./connection.ts";
import type { ConnectionOptions } from "./connection_options.ts";
import { queueImplementations } from "./queue/table.ts";
import type { Stream } from "./stream.ts";
import { Transport } from "./transport.ts";
import { bounded } from "./writer/bounded.ts";

/** The parts where a test does not care. */
export const PARTS = {
  writer: bounded,
  queue: queueImplementations.find(({ name }) => name === "ring_pooled")!,
  assembler: assemblerImplementations.find(({ name }) => name === "direct")!,
};

/** Both ends, and the streams that the near one opened at the far one. */
export interface ConnectionPair extends AsyncDisposable {
  readonly near: Connection;
  readonly far: Connection;
  readonly accepted: Stream[];
}

/** The options of both ends but for their sockets. */
export type PairOptions = Partial<Omit<ConnectionOptions, "transport" | "onStream">>;

/** Opens both. */
export function openConnectionPair(options: PairOptions = {}): ConnectionPair {
  const [one, other] = openSocketPair({ family: AF_UNIX, type: SOCK_STREAM });
  const accepted: Stream[] = [];
  const near = new Connection({ ...PARTS, ...options, transport: new Transport(one) });
  const far = new Connection({
    ...PARTS,
    ...options,
    transport: new Transport(other),
    onStream: (stream) => void accepted.push(stream),
  });
  const close = async () => void await Promise.all([near.close(), far.close()]);
  return { near, far, accepted, [Symbol.asyncDispose]: close };
}

/** Lets turns pass until something is true. @throws {Error} when it does not come about. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000; turn++) {
    if (isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, turn < 100 ? 0 : 1));
  }
  throw new Error("Cannot go on: what was waited for did not come about");
}
