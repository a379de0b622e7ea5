/** The two wires of the zerocopy scenarios: loopback, where the kernel copies, and the lab. @module */
import type { OwnedFd } from "../../ffi/fd.ts";
import { connectSocket, openSocket } from "../../ffi/socket.ts";
import { ipv4Endpoint } from "../../ffi/socket_address.ts";
import { AF_INET, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { Receiver } from "../../lib/zerocopy/fixture/receiver.ts";
import { openWireLab, type WireLab } from "../../lib/wire_lab/lab.ts";
import type { Placement } from "../scenario.ts";

/** The period of the content: every backlog is a multiple of it. */
export const PERIOD_BYTES = 1 << 20;

/** What lies behind the connections, in a process of its own. */
export interface Wire extends AsyncDisposable {
  /** Connects the next one; the caller disposes it. */
  connect(): OwnedFd;
  /** What is wrong with the content that came so far; undefined for nothing. */
  fault(): Promise<string | undefined>;
  /** How many bytes came in all. */
  receivedBytes(): Promise<number>;
}

/** Opens a wire by its name in a sweep: `lab` or `loopback`. */
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

  #openInside(): OwnedFd {
    using _inside = this.#lab.enter();
    return openSocket({ family: AF_INET, type: SOCK_STREAM, nonBlocking: false });
  }
}

class LoopbackWire implements Wire {
  readonly #receiver: Receiver;
  #count = 0;

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
  }

  connect(): OwnedFd {
    this.#count++;
    return this.#receiver.connect();
  }

  fault(): Promise<string | undefined> {
    for (let index = 0; index < this.#count; index++) {
      const { corruptAt, broken } = this.#receiver.counts(index);
      if (corruptAt >= 0) return Promise.resolve(`byte ${corruptAt} of stream ${index} was wrong`);
      if (broken) return Promise.resolve(`connection ${index} broke`);
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
