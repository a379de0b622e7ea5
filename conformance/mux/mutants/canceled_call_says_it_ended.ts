/** Mutant: an aborted call has no answer. @module */
import { type CallOptions, MuxClient } from "../../../lib/mux/client.ts";
import { StreamClosed } from "../../../lib/mux/errors.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends MuxClient {
  override async call(
    name: string,
    request: Uint8Array,
    options: CallOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (options.signal?.aborted) return await super.call(name, request, options);
    try {
      return await super.call(name, request, options);
    } catch {
      throw new StreamClosed("no answer came");
    }
  }
}

export const canceledCallSaysItEnded = writerMutant({
  name: "canceled_call_says_it_ended",
  bug: "says that no answer came where a call was aborted midway",
  client: (connection) => new Broken(connection),
});
