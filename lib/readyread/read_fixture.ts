/** What the tests of this path share: connected pairs, bytes to send over them, outcomes by name. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import {
  acceptSocket,
  bindEphemeral,
  connectSocket,
  listenOn,
  openSocket,
  openSocketPair,
  setLinger,
  shutdownSocket,
} from "../../ffi/socket.ts";
import {
  AF_INET,
  AF_UNIX,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  SHUT_WR,
  SOCK_DGRAM,
  SOCK_STREAM,
} from "../../ffi/socket_constants.ts";
import { send } from "../../ffi/transfer.ts";
import { DATA, EMPTY, type Outcome, OUTCOME_NAMES, READY } from "../outcome.ts";
import type { ReadInput, ReadSource } from "./contract.ts";
import { readImplementations } from "./table.ts";

/** What a pair is. */
export type PairKind = "unix" | "tcp" | "datagram";

/** The kinds that are streams. */
export const STREAMS: readonly PairKind[] = ["unix", "tcp"];

const BYTES_MAX = 2 * 1024 * 1024;
/** How long a test waits for what comes at once. */
export const PATIENCE_MS = 10_000;

/** A connection: `fd` to read from, without blocking, and the other end. */
export class Pair implements Disposable {
  readonly fd: number;
  readonly #near: OwnedFd;
  readonly #far: OwnedFd;
  readonly #memory: NativeMemory;

  constructor(kind: PairKind, options: { readonly nonBlocking?: boolean } = {}) {
    const { nonBlocking = true } = options;
    [this.#near, this.#far] = kind === "tcp" ? openTcpPair(nonBlocking) : openSocketPair({
      family: AF_UNIX,
      type: kind === "unix" ? SOCK_STREAM : SOCK_DGRAM,
      nonBlocking,
    });
    this.fd = this.#near.fd;
    this.#memory = NativeMemory.map({ sizeBytes: BYTES_MAX });
  }

  /** Sends bytes; returns how many were taken. */
  send(bytes: ArrayLike<number>): number {
    this.#memory.bytes.set(bytes);
    const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    const count = send(this.#far.fd, this.#memory.address, BigInt(bytes.length), flags);
    if (count < 0 && count !== -ERRNO.EAGAIN) throw new SysError("send", -count);
    return Math.max(count, 0);
  }

  /** Sends a text. */
  say(text: string): number {
    return this.send(new TextEncoder().encode(text));
  }

  /** Ends the stream, and nothing else. */
  finish(): void {
    shutdownSocket(this.#far.fd, SHUT_WR);
  }

  /** Resets the connection. TCP only. */
  reset(): void {
    setLinger(this.#far.fd, 0);
    this.#far[Symbol.dispose]();
  }

  /** Closes this side before the pair ends. */
  closeNear(): void {
    this.#near[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#near[Symbol.dispose]();
    this.#far[Symbol.dispose]();
    this.#memory[Symbol.dispose]();
  }
}

function openTcpPair(nonBlocking: boolean): [OwnedFd, OwnedFd] {
  using listener = openSocket({ family: AF_INET, type: SOCK_STREAM, nonBlocking: false });
  const address = bindEphemeral(listener.fd, AF_INET);
  listenOn(listener.fd);
  const far = openSocket({ family: AF_INET, type: SOCK_STREAM, nonBlocking: false });
  connectSocket(far.fd, address);
  return [acceptSocket(listener.fd, { nonBlocking })!, far];
}

/** The next outcome that is not EMPTY, waited for. */
export function awaited(source: Pick<ReadSource, "next" | "wait">): Outcome {
  for (;;) {
    const outcome = source.next();
    if (outcome !== EMPTY) return outcome;
    const woken = source.wait(PATIENCE_MS);
    if (woken !== READY) throw new Error(`Cannot await a payload: ${OUTCOME_NAMES[woken]}`);
  }
}

/** The payload last handed out, as text. */
export function text(source: Pick<ReadSource, "bytes" | "offset" | "length">): string {
  const { bytes, offset, length } = source;
  return new TextDecoder().decode(bytes.slice(offset, offset + length));
}

/** Reads until so many bytes of one connection have come; returns them, releasing each read. */
export function readBytes(source: ReadSource, count: number): Uint8Array {
  const all = new Uint8Array(count);
  let filled = 0;
  while (filled < count) {
    const outcome = awaited(source);
    if (outcome !== DATA) throw new Error(`Cannot read on: ${OUTCOME_NAMES[outcome]}`);
    const { bytes, offset, length } = source;
    all.set(bytes.subarray(offset, offset + length), filled);
    filled += length;
    source.commit();
  }
  return all;
}

/** What a test of an implementation is given. */
export interface Opened {
  readonly source: ReadSource;
  readonly name: string;
}

/** One test for each implementation that this host has. */
export function testEach(
  claim: string,
  check: (opened: Opened) => void,
  input: Partial<ReadInput> = {},
): void {
  for (const row of readImplementations) {
    const probe = row.probe();
    Deno.test({
      name: `${row.name} ${claim}${probe.available ? "" : ` (skipped: ${probe.reason})`}`,
      ignore: !probe.available,
      fn() {
        using source = row.open({ connectionsMax: 8, bufferBytes: 64, checked: true, ...input });
        check({ source, name: row.name });
      },
    });
  }
}
