/** A buffer is not given back while the kernel still has to read it: on a wire that reads late. @module */
import type { OwnedFd } from "../../ffi/fd.ts";
import { connectSocket, openSocket, setSocketOption } from "../../ffi/socket.ts";
import { ipv4Endpoint } from "../../ffi/socket_address.ts";
import { AF_INET, SO_SNDBUF, SOCK_STREAM, SOL_SOCKET } from "../../ffi/socket_constants.ts";
import type { SinkTraits } from "../../lib/implementation.ts";
import { READY } from "../../lib/outcome.ts";
import { fillPattern, NO_PERIOD } from "../../lib/wire_lab/pattern.ts";
import { openWireLab, type WireLab } from "../../lib/wire_lab/lab.ts";
import { probeWireLab } from "../../lib/wire_lab/probe.ts";
import type { ZerocopySink } from "../../lib/zerocopy/contract.ts";
import { countHoldings, describeLeak, type Holdings } from "../counters.ts";
import { Denied, holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import type { ZerocopyFixture } from "./fixture.ts";

const PAYLOAD_BYTES = 16 * 1024;
const COUNT = 32;
const TOTAL_BYTES = COUNT * PAYLOAD_BYTES;
/** Unacknowledged bytes at most: all but the first payloads wait in the socket, unread. */
const WINDOW_BYTES = 64 * 1024;
const SEND_BUFFER_BYTES = 1024 * 1024;
const HOLD_MS = 2;
const PATIENCE_MS = 3000;
const SETTLE_MS = 500;

export const readLate: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/read_late",
  paths: ["ZC-1", "ZC-13", "ZC-16", "ZC-18"],
  requirement: "A buffer written over the moment it comes back MUST NOT change what goes out, " +
    "where the kernel reads it long after the send; what was not copied MUST be told so",
  source: "https://docs.kernel.org/networking/msg_zerocopy.html",
  killedBy: ["released_on_send", "released_on_first_completion"],
  on: "kernel",
  limitMs: 10_000,
  async check(fixture) {
    const probe = probeWireLab();
    if (!probe.available) throw new Denied(`${probe.reason}; ${probe.cure}`);
    fixture.start({ bufferBytes: PAYLOAD_BYTES });
    const before = countHoldings();
    await checkInLab(fixture);
    await settle(before);
    return holds();
  },
};

async function checkInLab(fixture: ZerocopyFixture): Promise<void> {
  await using lab = await openWireLab({ windowBytes: WINDOW_BYTES });
  await lab.behave({ kind: "late", holdMs: HOLD_MS });
  using socket = connect(lab);
  using sink = fixture.openSender({ fd: socket.fd, closeTimeoutMs: PATIENCE_MS });
  const { returned, peak } = sendAll(fixture, sink);
  await mustBeWhole(lab);
  const isLate = fixture.traits.release !== "notification" || peak > 1;
  precondition(isLate, "there was never more than one send in flight");
  mustEqual(returned, { expected: COUNT, what: "buffers back" });
  if (!fixture.traits.asksZeroCopy) return;
  const { askedZeroCopy, copiedAfterAll } = sink.ledger;
  must(askedZeroCopy >= COUNT && copiedAfterAll === 0, {
    expected: `${COUNT} sends or more without a copy, on a wire that reads the pages`,
    actual: `${askedZeroCopy}, of which ${copiedAfterAll} were copied after all`,
  });
}

/** The runtime closes the pipes of the lab's process a little after its end. */
async function settle(before: Holdings): Promise<void> {
  const endMs = performance.now() + SETTLE_MS;
  while (describeLeak(before, countHoldings()) !== undefined && performance.now() < endMs) {
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, 1);
    await promise;
  }
}

/** A blocking socket in the lab. */
function connect(lab: WireLab): OwnedFd {
  using stack = new DisposableStack();
  const socket = stack.use(openInside(lab));
  setSocketOption(socket.fd, { level: SOL_SOCKET, option: SO_SNDBUF }, SEND_BUFFER_BYTES);
  connectSocket(socket.fd, ipv4Endpoint(lab.address, lab.port));
  stack.move();
  return socket;
}

function openInside(lab: WireLab): OwnedFd {
  using _inside = lab.enter();
  return openSocket({ family: AF_INET, type: SOCK_STREAM, nonBlocking: false });
}

/** What became of the stream. */
interface Sent {
  readonly returned: number;
  /** The most sends in flight. */
  readonly peak: number;
}

/** Sends the stream, and poisons each buffer as it comes back. */
function sendAll(fixture: ZerocopyFixture, sink: ZerocopySink): Sent {
  const stream = new Stream(fixture, sink);
  let peak = 0;
  const endMs = performance.now() + PATIENCE_MS;
  while (stream.sentBytes < TOTAL_BYTES || stream.outCount > 0) {
    if (stream.sentBytes < TOTAL_BYTES && sink.room > 0) stream.send();
    sink.flush();
    peak = Math.max(peak, sink.stats.inFlight);
    if (stream.reap() === 0 && stream.sentBytes === TOTAL_BYTES) sink.wait(1);
    must(performance.now() < endMs, {
      expected: "every buffer back, the peer acknowledging all",
      actual: `${stream.outCount} still out after ${PATIENCE_MS} ms`,
    });
  }
  must(sink.drain(PATIENCE_MS) === READY, { expected: "a drain that ends", actual: "DEADLINE" });
  return { returned: stream.returned, peak };
}

/** A buffer a payload: the lab's pattern goes in, poison when it is back. */
class Stream {
  sentBytes = 0;
  returned = 0;
  readonly #fixture: ZerocopyFixture;
  readonly #sink: ZerocopySink;
  readonly #buffers = new Int32Array(COUNT);
  readonly #results = new Int32Array(COUNT);
  /** Sends in flight by their buffer. */
  readonly #out = new Map<number, number>();
  /** The buffer of which only a part is sent; -1: none. */
  #buffer = -1;

  constructor(fixture: ZerocopyFixture, sink: ZerocopySink) {
    this.#fixture = fixture;
    this.#sink = sink;
  }

  get outCount(): number {
    return this.#out.size;
  }

  send(): void {
    const { pool } = this.#fixture;
    if (this.#buffer < 0) {
      this.#buffer = pool.acquire();
      const place = { streamOffset: this.sentBytes, periodBytes: NO_PERIOD };
      fillPattern(pool.bytes(this.#buffer), place);
    }
    const from = this.sentBytes % PAYLOAD_BYTES;
    const took = this.#sink.send(this.#buffer, from, PAYLOAD_BYTES - from);
    if (took === 0) return;
    this.#out.set(this.#buffer, (this.#out.get(this.#buffer) ?? 0) + 1);
    this.sentBytes += took;
    if (this.sentBytes % PAYLOAD_BYTES === 0) this.#buffer = -1;
  }

  reap(): number {
    const count = this.#sink.reap(this.#buffers, this.#results);
    for (const index of this.#buffers.subarray(0, count)) {
      const left = (this.#out.get(index) ?? 0) - 1;
      this.#out.set(index, left);
      if (left > 0 || index === this.#buffer) continue;
      this.#out.delete(index);
      this.#fixture.pool.release(index);
      this.returned++;
    }
    return count;
  }
}

async function mustBeWhole(lab: WireLab): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  let stats = await lab.stats();
  while (stats.receivedBytes < TOTAL_BYTES && performance.now() < endMs) {
    stats = await lab.stats();
  }
  mustEqual(stats.receivedBytes, { expected: TOTAL_BYTES, what: "bytes on the wire" });
  precondition(stats.sampledBytes > 0, "no byte was sampled on the wire");
  mustEqual(stats.corruptBytes, {
    expected: 0,
    what: "sampled bytes that are not as they were sent",
  });
}
