/** A bare writer over a scripted end, driven as a connection would drive it. @module */
import { type FrameHeader, headerBytes, MESSAGE } from "../../lib/mux/frame.ts";
import type {
  FrameWriter,
  WriteOwner,
  WriterImplementation,
  WriterInput,
} from "../../lib/mux/writer/contract.ts";
import { Broken, must, mustEqual } from "../rule.ts";
import { ScriptedEnd, type SeenFrame } from "./scripted_end.ts";

/** Flushes without end are a spin. */
const FLUSHES_MAX = 100_000;

/** What a write came to. */
export type Fate = "waits" | "taken" | "refused";

/** A write and what became of it. */
export interface Written {
  readonly stream: number;
  readonly payload: Uint8Array;
  /** With its header. */
  readonly sizeBytes: number;
  fate: Fate;
  /** What it was refused with. */
  reason: unknown;
  /** Settles with the write; never rejects. */
  readonly settled: Promise<void>;
  /** What `write` gave. */
  readonly parked: undefined | Promise<void>;
}

/** How a rig is opened. */
export type RigOptions = Partial<Pick<WriterInput, "markBytes" | "framePayloadBytesMax">> & {
  readonly onError?: (writer: FrameWriter, error: unknown) => void;
};

/** Ownership: owns the writer. */
export class WriterRig implements Disposable {
  readonly end = new ScriptedEnd();
  readonly writer: FrameWriter;
  /** What `onError` was called with. */
  readonly errors: unknown[] = [];
  /** All writes, in the order of their calls. */
  readonly written: Written[] = [];
  /** How often it asked for a flush. */
  askedCount = 0;
  #isAsked = false;
  readonly #owners = new Map<number, WriteOwner>();
  readonly #messages = new Map<number, number>();

  constructor(implementation: WriterImplementation, { onError, ...options }: RigOptions = {}) {
    this.writer = implementation.open({
      end: this.end,
      onWork: () => {
        this.askedCount++;
        this.#isAsked = true;
      },
      onError: (error) => {
        this.errors.push(error);
        onError?.(this.writer, error);
      },
      ...options,
    });
  }

  /** Whether it asked for a flush that it did not get. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Who owns the frames of a stream. */
  owner(stream: number): WriteOwner {
    const owner = this.#owners.get(stream) ?? { stream };
    this.#owners.set(stream, owner);
    return owner;
  }

  /** Writes a message of one frame. What it throws is a refusal. */
  write(stream: number, payload: Uint8Array): Written {
    const message = (this.#messages.get(stream) ?? 0) + 1;
    this.#messages.set(stream, message);
    const header = messageHeader(stream, { message, payloadBytes: payload.length });
    const sizeBytes = headerBytes(header) + payload.length;
    const written = {
      stream,
      payload,
      sizeBytes,
      fate: "taken" as Fate,
      reason: undefined as unknown,
    };
    let parked: undefined | Promise<void>;
    try {
      parked = this.writer.write(header, payload, 0, this.owner(stream));
    } catch (error) {
      written.fate = "refused";
      written.reason = error;
    }
    if (parked !== undefined) written.fate = "waits";
    const full: Written = Object.assign(written, { parked, settled: follow(written, parked) });
    this.written.push(full);
    return full;
  }

  /** Flushes when it asks for it, or there is room again: as a connection does. */
  drive(): void {
    const { writer, end } = this;
    for (let count = 0; count < FLUSHES_MAX; count++) {
      const isReady = writer.isBlocked && (end.roomBytes > 0 || end.errno !== 0);
      if (!this.#isAsked && !isReady) return;
      this.#isAsked = false;
      writer.flush();
    }
    throw new Broken("flushes come to an end", `still asked after ${FLUSHES_MAX} flushes`);
  }

  /** Gives it all the room there is, and time, until nothing moves any more. */
  async drain(): Promise<void> {
    this.end.roomBytes = Infinity;
    for (let round = 0; round < 1000; round++) {
      const before = this.end.log.byteCount;
      this.drive();
      for (let turn = 0; turn < 8; turn++) await null;
      if (before === this.end.log.byteCount && !this.#isAsked && !this.writer.isBlocked) return;
    }
  }

  /** Bytes of frames taken and not with the kernel: by our own account, not the writer's. */
  get heldBytes(): number {
    const taken = this.written.filter(({ fate }) => fate === "taken");
    return taken.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) - this.end.log.byteCount;
  }

  /** What came out must be what was taken: once, whole, and in the order of its stream. */
  mustHaveSentTheTaken(): void {
    const waiting = this.written.filter(({ fate }) => fate === "waits").length;
    mustEqual(waiting, { expected: 0, what: "writes that wait, with all room there is" });
    mustEqual(this.end.log.restBytes, { expected: 0, what: "bytes of a frame cut off" });
    const found = byStream(this.end.log.frames.filter(({ kind }) => kind === MESSAGE));
    const taken = byStream(this.written.filter(({ fate }) => fate === "taken"));
    for (const stream of new Set([...found.keys(), ...taken.keys()])) {
      const [came = [], wanted = []] = [found.get(stream), taken.get(stream)];
      mustEqual(came.length, { expected: wanted.length, what: `frames of stream ${stream}` });
      came.forEach((payload, index) =>
        mustEqual(payload, { expected: wanted[index], what: `frame ${index} of stream ${stream}` })
      );
    }
  }

  [Symbol.dispose](): void {
    this.writer[Symbol.dispose]();
  }
}

/** The header of a message in one frame. */
export function messageHeader(
  stream: number,
  { message = 1, payloadBytes }: { readonly message?: number; readonly payloadBytes: number },
): FrameHeader {
  return { kind: MESSAGE, done: true, control: false, stream, message, payloadBytes };
}

/** The header of a control frame, which never waits. */
export function controlHeader(kind: number, stream: number, payloadBytes: number): FrameHeader {
  return { kind, done: true, control: true, stream, message: 0, payloadBytes };
}

/** The writer must be stopped with that reason. */
export function mustBeStopped(writer: FrameWriter, reason: unknown): void {
  mustEqual(writer.isStopped, { expected: true, what: "stopped" });
  must(writer.reason === reason, {
    expected: "its reason is the one given first",
    actual: writer.reason,
  });
}

async function follow(
  written: { fate: Fate; reason: unknown },
  parked: undefined | Promise<void>,
): Promise<void> {
  try {
    await parked;
    if (parked !== undefined) written.fate = "taken";
  } catch (error) {
    written.fate = "refused";
    written.reason = error;
  }
}

function byStream(
  frames: readonly (SeenFrame | Written)[],
): ReadonlyMap<number, readonly Uint8Array[]> {
  const found = new Map<number, Uint8Array[]>();
  for (const { stream, payload } of frames) {
    const list = found.get(stream) ?? [];
    found.set(stream, list);
    list.push(payload);
  }
  return found;
}
