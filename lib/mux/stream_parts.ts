/** What a stream is made of. @module */
import type { Assembler } from "./assembler/contract.ts";
import type { MessageQueue } from "./queue/contract.ts";
import type { FrameWriter } from "./writer/contract.ts";

/** What a stream is made of. */
export interface StreamParts {
  readonly id: number;
  /** What it was invoked as. */
  readonly name: string;
  readonly metadata: Uint8Array;
  readonly writer: FrameWriter;
  /** These two become the stream's. */
  readonly queue: MessageQueue;
  readonly assembler: Assembler;
  readonly framePayloadBytesMax: number;
  /** 0 where there are no windows. */
  readonly windowBytes: number;
  /** Called once, when nothing of it is left. */
  readonly onFinished: () => void;
}
