/** The two wires of the zerocopy scenarios: loopback, where the kernel copies, and the lab. @module */
import type { OwnedFd } from "../../ffi/fd.ts";
import { connectSocket, openSocket } from "../../ffi/socket.ts";
import { ipv4Endpoint } from "../../ffi/socket_address.ts";
import { AF_INET, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { Receiver } from "../../lib/zerocopy/fixture/receiver.ts";
import type { Probe } from "../../lib/implementation.ts";
import { openWireLab, probeWireLab, type WireLab } from "../../lib/wire_lab/lab.ts";
import type { Parameters } from "../../results/schema.ts";
import type { Exemption, Placement } from "../scenario.ts";

/** The period of the content: every backlog is a multiple of it. */
export const PERIOD_BYTES = 1 << 20;

/** What lies behind the connections, in a process of its own. */
export interface Wire extends AsyncDisposable {
  /** Connects the next one; the caller disposes it. */
  connect(): OwnedFd;
  /** Lets a connection, by its number from 0 on, be read no more: its window closes. */
  stall(connection: number): Promise<void>;
  /** Lets it be read again. */
  resume(connection: number): Promise<void>;
  /** Cuts it, as a replica that died does. */
  cut(connection: number): Promise<void>;
  /** From now on its end is no fault: we shall reset it. */
  excuse(connection: number): void;
  /** What is wrong with the content that came so far; undefined for nothing. */
  fault(): Promise<string | undefined>;
  /** How many bytes came in all. */
  receivedBytes(): Promise<number>;
}

/** The wire of a point that is measured only where there is no lab: loopback, by its own name. */
export const LOOPBACK_WITHOUT_LAB = "loopback (no lab)";

let lab: Probe | undefined;

/**
 * Why a point cannot be measured on this host, as the `exempt` of a scenario wants it: undefined
 * where it can. Null for the stand-in of a lab where there is one.
 */
export function withoutLab({ wire }: Parameters): Exemption | null | undefined {
  if (wire !== "lab" && wire !== LOOPBACK_WITHOUT_LAB) return undefined;
  lab ??= probeWireLab();
  if (wire === LOOPBACK_WITHOUT_LAB) return lab.available ? null : undefined;
  return lab.available ? undefined : { reason: `no wire lab: ${lab.reason}`, cure: lab.cure };
}

/** Opens a wire by its name in a sweep: `lab`, `loopback` or {@linkcode LOOPBACK_WITHOUT_LAB}. */
export async function openWire(name: string, { peerCpu }: Placement): Promise<Wire> {
  const cpu = peerCpu === undefined ? {} : { cpu: peerCpu };
  if (name === "lab") return new LabWire(await openWireLab({ patternBytes: PERIOD_BYTES, ...cpu }));
  return new LoopbackWire(await Receiver.start({ periodBytes: PERIOD_BYTES, ...cpu }));
}

class LabWire implements Wire {
  readonly #lab: WireLab;
  #count = 0;

  constructor(lab: WireLab) {
    this.#lab = lab;
  }

  connect(): OwnedFd {
    using stack = new DisposableStack();
    const socket = stack.use(this.#openInside());
    connectSocket(socket.fd, ipv4Endpoint(this.#lab.address, this.#lab.port + this.#count++));
    stack.move();
    return socket;
  }

  async stall(connection: number): Promise<void> {
    await this.#lab.behave({ kind: "zero_window" }, this.#at(connection));
  }

  async resume(connection: number): Promise<void> {
    await this.#lab.behave({ kind: "acknowledge" }, this.#at(connection));
  }

  async cut(connection: number): Promise<void> {
    await this.#lab.reset(this.#at(connection));
  }

  excuse(): void {}

  async fault(): Promise<string | undefined> {
    const { corruptBytes, firstCorrupt } = await this.#lab.stats();
    if (corruptBytes === 0) return undefined;
    return `${corruptBytes} sampled bytes were wrong, from ${firstCorrupt?.streamOffset} on`;
  }

  async receivedBytes(): Promise<number> {
    return (await this.#lab.stats()).receivedBytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lab[Symbol.asyncDispose]();
  }

  #at(connection: number): { readonly port: number } {
    return { port: this.#lab.port + connection };
  }

  #openInside(): OwnedFd {
    using _inside = this.#lab.enter();
    return openSocket({ family: AF_INET, type: SOCK_STREAM, nonBlocking: false });
  }
}

class LoopbackWire implements Wire {
  readonly #receiver: Receiver;
  readonly #excused = new Set<number>();
  #count = 0;

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
  }

  connect(): OwnedFd {
    this.#count++;
    return this.#receiver.connect();
  }

  stall(connection: number): Promise<void> {
    this.#receiver.behave(connection, "stop");
    return Promise.resolve();
  }

  resume(connection: number): Promise<void> {
    this.#receiver.behave(connection, "read");
    return Promise.resolve();
  }

  cut(connection: number): Promise<void> {
    this.excuse(connection);
    this.#receiver.behave(connection, "close");
    return Promise.resolve();
  }

  excuse(connection: number): void {
    this.#excused.add(connection);
  }

  fault(): Promise<string | undefined> {
    for (let index = 0; index < this.#count; index++) {
      const { corruptAt, broken } = this.#receiver.counts(index);
      if (corruptAt >= 0) return Promise.resolve(`byte ${corruptAt} of stream ${index} was wrong`);
      if (broken && !this.#excused.has(index)) return Promise.resolve(`connection ${index} broke`);
    }
    return Promise.resolve(undefined);
  }

  receivedBytes(): Promise<number> {
    let sum = 0;
    for (let index = 0; index < this.#count; index++) {
      sum += this.#receiver.counts(index).receivedBytes;
    }
    return Promise.resolve(sum);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#receiver[Symbol.asyncDispose]();
  }
}
