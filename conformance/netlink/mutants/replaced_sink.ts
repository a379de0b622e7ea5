/** A sender of the netlink path with some methods replaced, made into a mutant of its suite. @module */
import type { Sink } from "../../../lib/sink.ts";
import { uring } from "../../../lib/netlink/send/uring.ts";
import { replace } from "../../replace.ts";
import type { Mutant } from "../../suite.ts";
import type { SendRow } from "../send_fixture.ts";

/** `changes` gives the methods that replace those of an open `uring`. */
export function replacedSink(options: {
  readonly name: string;
  readonly bug: string;
  readonly changes: (sink: Sink) => object;
}): Mutant<SendRow> {
  const { name, bug, changes } = options;
  const open = (input: Parameters<typeof uring.open>[0]) => {
    const sink = uring.open(input);
    return replace(sink, changes(sink));
  };
  return { name, bug, implementation: { ...uring, name, summary: bug, open } };
}

/** The buffers that a sink has, oldest first: what a mutant gives back on its own. */
export class Taken {
  readonly buffers: number[] = [];

  /** `send` of a sink, noted. */
  noting(sink: Sink): Sink["send"] {
    return (buffer, offsetBytes, payloadBytes) => {
      const took = sink.send(buffer, offsetBytes, payloadBytes);
      if (took > 0) this.buffers.push(buffer);
      return took;
    };
  }

  /** `reap` that gives what was noted back with one result. */
  reap(buffers: Int32Array, results: Int32Array, result: number): number {
    const back = this.buffers.splice(0, buffers.length);
    buffers.set(back);
    results.fill(result, 0, back.length);
    return back.length;
  }
}
