/** The wire lab: TCP that is really not copied, without a network card. @module */
import {
  joinNetworkNamespace,
  openNetworkNamespace,
  visitNetworkNamespace,
} from "../../ffi/enter_namespace.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import { processId } from "../../ffi/process.ts";
import { checkRingSize } from "../ringbuf/ring_memory.ts";
import { LAB_PORT, PEER } from "./addresses.ts";
import { checkPeriod, NO_PERIOD } from "./pattern.ts";
import { PeerProcess } from "./peer_process.ts";
import type { Behaviour, PeerStats } from "./protocol.ts";

export { probeWireLab } from "./probe.ts";
export type { Behaviour, PeerStats } from "./protocol.ts";

/** What {@linkcode openWireLab} takes. */
export interface WireLabOptions {
  /** Of the wire, 576 to 65535; TCP hands over 64 KiB at once whatever it is. @default {1500} */
  readonly mtuBytes?: number;
  /** Of the ring that segments are noted in, 112 bytes each. @default {4 MiB} */
  readonly ringBytes?: number;
  /** Unacknowledged bytes that a connection may have, up to 1 GiB. @default {16 MiB} */
  readonly windowBytes?: number;
  /**
   * The period of the pattern (see `pattern.ts`) that payloads must match; null where they are
   * something else, and samples are not judged. @default {NO_PERIOD}
   */
  readonly patternBytes?: number | null;
  /**
   * The CPU that the peer is kept on, and that it has to itself: it polls there while records come.
   * Without one the peer sleeps between them, and the sender pays for each wake-up. @default {any}
   */
  readonly cpu?: number;
}

/** What the commands of a lab take. */
export interface PortOption {
  /** The lab's port that is meant. @default {all} */
  readonly port?: number;
}

const MTU_MIN_BYTES = 576;
const MTU_MAX_BYTES = 65535;
const RING_BYTES = 4 << 20;
const WINDOW_BYTES = 16 << 20;
/** RFC 7323, section 2.3. */
const WINDOW_MAX_BYTES = 1 << 30;

/**
 * A lab: a network namespace with one device in it, behind which a peer takes TCP in, notes and
 * drops the segments, and acknowledges them.
 *
 * What is real: the sender's whole TCP stack, its segmentation, its zero-copy completions. What is
 * not: nothing receives the bytes, and the drop runs on the CPU that sends.
 *
 * Ownership: owns the peer's process and a descriptor of the namespace; that lives on while a
 * socket of a subject is in it. Sockets that are still connected are reset at disposal.
 */
export class WireLab implements AsyncDisposable {
  /** The address to connect to. */
  readonly address: string = PEER.address;
  /** The port to connect to; each other one does as well, so a replica can have its own. */
  readonly port: number = LAB_PORT;
  readonly #peer: PeerProcess;
  readonly #namespace: OwnedFd;

  /** @see openWireLab */
  constructor(peer: PeerProcess, namespace: OwnedFd) {
    this.#peer = peer;
    this.#namespace = namespace;
  }

  /** The peer's process: what a subject in another process gives to {@linkcode joinWireLab}. */
  get peerId(): number {
    return this.#peer.id;
  }

  /**
   * Moves the calling thread into the lab until disposal. Sockets opened meanwhile, by calls that
   * return before the disposal, stay in the lab. Nothing may be awaited in between.
   *
   * @throws {SysError} EPERM without CAP_SYS_ADMIN.
   */
  enter(): Disposable {
    return visitNetworkNamespace(this.#namespace.fd);
  }

  /** What the peer saw so far. @throws {PeerFailed} when the peer is gone. */
  async stats(): Promise<PeerStats> {
    const stats = await this.#peer.ask({ do: "stats" });
    if (stats === null) throw new TypeError("Cannot read the lab's statistics: there were none");
    return stats;
  }

  /** Changes how the peer answers from now on. @throws {PeerFailed} when the peer is gone. */
  async behave(behaviour: Behaviour, { port }: PortOption = {}): Promise<void> {
    await this.#peer.ask({ do: "behave", behaviour, port: port ?? null });
  }

  /** Cuts connections with RST. @throws {PeerFailed} when the peer is gone. */
  async reset({ port }: PortOption = {}): Promise<void> {
    await this.#peer.ask({ do: "reset", port: port ?? null });
  }

  /** Kills the peer as a crash would: from now on nothing is acknowledged. */
  async killPeer(): Promise<void> {
    await this.#peer.kill();
  }

  /** Resets what is connected, ends the peer, and lets go of the namespace. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#peer[Symbol.asyncDispose]();
    this.#namespace[Symbol.dispose]();
  }
}

/**
 * Opens a lab of its own; any number can be open side by side. Ask {@linkcode probeWireLab} first.
 * The peer dies with the thread that opened it, so open it on the main thread.
 *
 * @throws {RangeError} for a size that is out of range.
 * @throws {PeerFailed} when the host does not let us; nothing stays open.
 */
export async function openWireLab(options: WireLabOptions = {}): Promise<WireLab> {
  const {
    mtuBytes = MTU_DEFAULT_BYTES,
    ringBytes = RING_BYTES,
    windowBytes = WINDOW_BYTES,
    patternBytes = NO_PERIOD,
    cpu = null,
  } = options;
  requireRange("an MTU", { value: mtuBytes, from: MTU_MIN_BYTES, to: MTU_MAX_BYTES });
  requireRange("a window", { value: windowBytes, from: MTU_MIN_BYTES, to: WINDOW_MAX_BYTES });
  checkRingSize(ringBytes);
  if (patternBytes !== null) checkPeriod(patternBytes);
  const parentId = processId();
  const order = { parentId, mtuBytes, ringBytes, windowBytes, patternBytes, cpu };
  const peer = await PeerProcess.start(order);
  try {
    return new WireLab(peer, openNetworkNamespace(peer.id));
  } catch (error) {
    await peer[Symbol.asyncDispose]();
    throw error;
  }
}

const MTU_DEFAULT_BYTES = 1500;

/**
 * Moves the calling thread into a lab for good: for a subject process, on its main thread, before
 * its first socket.
 *
 * @throws {SysError} ENOENT when the peer is gone, EPERM without CAP_SYS_ADMIN.
 */
export function joinWireLab(peerId: number): void {
  using namespace = openNetworkNamespace(peerId);
  joinNetworkNamespace(namespace.fd);
}

function requireRange(
  what: string,
  { value, from, to }: { readonly value: number; readonly from: number; readonly to: number },
): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new RangeError(`Cannot use ${what} of ${value} bytes: ${from} to ${to} are possible`);
}
