/** Mutant: an aborted call opens a stream. @module */
import { type CallOptions, MuxClient } from "../../../lib/mux/client.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends MuxClient {
  override async call(
    name: string,
    request: Uint8Array,
    options: CallOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (!options.signal?.aborted) return await super.call(name, request, options);
    const { signal: _signal, ...rest } = options;
    const stream = await super.stream(name, rest);
    stream.cancel();
    return await super.call(name, request, options);
  }
}

export const canceledCallTakesANumber = writerMutant({
  name: "canceled_call_takes_a_number",
  bug: "opens a stream for a call that was aborted before",
  client: (connection) => new Broken(connection),
});
