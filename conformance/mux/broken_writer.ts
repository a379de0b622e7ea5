/** Mutants made from any writer, a user's too: the same few bugs in whatever it is. @module */
import type { NativeMemory } from "../../ffi/memory.ts";
import { type FrameHeader, WINDOW_UPDATE } from "../../lib/mux/frame.ts";
import type { FrameWriter, WriterInput } from "../../lib/mux/writer/contract.ts";
import { replace } from "../replace.ts";
import type { Mutant } from "../suite.ts";
import type { WriterRow } from "./writer_row.ts";

/** A bug: in what the writer is given, or the members of the open one that are replaced. */
interface Bug {
  readonly like: string;
  readonly bug: string;
  readonly input?: (input: WriterInput) => WriterInput;
  readonly members?: (writer: FrameWriter) => object;
}

const BUGS: readonly Bug[] = [
  {
    like: "frame_torn_at_short_write",
    bug: "takes a short write for a whole one",
    input: (input) => ({
      ...input,
      end: {
        write(memory: NativeMemory, offset: number, sizeBytes: number) {
          const count = input.end.write(memory, offset, sizeBytes);
          return count > 0 ? sizeBytes : count;
        },
      },
    }),
  },
  {
    like: "tells_the_error_twice",
    bug: "calls onError twice",
    input: (input) => ({
      ...input,
      onError: (error: unknown) => {
        input.onError(error);
        input.onError(error);
      },
    }),
  },
  {
    like: "write_after_stop_is_taken",
    bug: "takes a write after its stop",
    members: (writer) => ({
      write: (...given: Parameters<FrameWriter["write"]>) =>
        writer.isStopped ? undefined : writer.write(...given),
    }),
  },
  {
    like: "withdraw_forgets",
    bug: "leaves waiting what is taken back",
    members: () => ({ withdraw: () => 0 }),
  },
  {
    like: "control_is_dropped_at_the_bound",
    bug: "drops control frames while a write waits",
    members: (writer) => ({
      writeControl(header: FrameHeader, payload: Uint8Array) {
        if (writer.parkedCount === 0) writer.writeControl(header, payload);
      },
    }),
  },
  {
    like: "grants_twice",
    bug: "sends each grant twice",
    members: (writer) => ({
      writeControl(header: FrameHeader, payload: Uint8Array) {
        writer.writeControl(header, payload);
        if (header.kind === WINDOW_UPDATE) writer.writeControl(header, payload);
      },
    }),
  },
];

/** The mutants of one implementation, named after those of the table whose bug they have. */
export function breakWriter(row: WriterRow): readonly Mutant<WriterRow>[] {
  return BUGS.map(({ like, bug, input = (given) => given, members }) => {
    const name = `${like}_of_${row.name}`;
    const open = (given: WriterInput) => {
      const writer = row.open(input(given));
      return members === undefined ? writer : replace(writer, members(writer));
    };
    const implementation = { ...row, name, summary: bug, probe: () => row.probe(), open };
    return { name, like, bug: `${row.name}, broken: ${bug}`, implementation };
  });
}
