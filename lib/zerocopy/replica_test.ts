/** Tests of replicas over every sender, to a process that checks each byte. @module */
import { assert, assertEquals } from "@std/assert";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { SocketPair } from "../host/socket_pair.ts";
import { Backlog } from "./backlog.ts";
import { ScriptedChannel } from "./channel_fixture.ts";
import type { ZerocopyImplementation, ZerocopyInput } from "./contract.ts";
import { fillStream } from "./fixture/pattern.ts";
import { Receiver } from "./fixture/receiver.ts";
import { send } from "./send.ts";
import { Replica } from "./replica.ts";
import { zerocopyImplementations } from "./table.ts";

const LIMIT_MS = 5000;
const SMALL = { blockBytes: 16 * 1024, blockCount: 32 };

function write(target: Uint8Array, position: number): void {
  fillStream(target, { position });
}

/** One test an implementation, skipped with its reason where it cannot run. */
function testEach(claim: string, body: (one: ZerocopyImplementation) => Promise<void>): void {
  for (const one of zerocopyImplementations) {
    const probe = one.probe();
    const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;
    const name = `Replica over ${one.name} ${claim}${suffix}`;
    Deno.test({ name, ignore: !probe.available, fn: () => body(one) });
  }
}

function replicaOf(
  one: ZerocopyImplementation,
  backlog: Backlog,
  options: Partial<ZerocopyInput> & { fd: number; payloadBytes?: number },
): Replica {
  const { payloadBytes = backlog.blockBytes, ...input } = options;
  const sink = one.open({ pool: backlog.pool, loopback: "use", thresholdBytes: 0, ...input });
  return new Replica(backlog, sink, { payloadBytes });
}

/** Writes `totalBytes` of the stream and sends them, and waits until all is back. */
function replicate(backlog: Backlog, replicas: readonly Replica[], totalBytes: number): void {
  const deadlineMs = performance.now() + LIMIT_MS;
  for (let written = 0;;) {
    written += backlog.append(totalBytes - written, write);
    for (const replica of replicas) replica.pump();
    for (const replica of replicas) replica.reap();
    if (written === totalBytes && replicas.every((one) => one.returnedBytes === totalBytes)) return;
    assert(performance.now() < deadlineMs, "the stream did not come through in time");
    const waiting = replicas.find((one) => one.returnedBytes < backlog.position);
    waiting?.wait(5);
  }
}

testEach("brings every byte of several rounds of the backlog", async (one) => {
  await using receiver = await Receiver.start();
  using backlog = new Backlog({ ...SMALL, checked: true });
  using socket = receiver.connect();
  const total = 5 * SMALL.blockCount * SMALL.blockBytes + 777;
  {
    using replica = replicaOf(one, backlog, { fd: socket.fd });
    replicate(backlog, [replica], total);
    assertEquals(replica.sink.stats.inFlight, 0);
  }
  assert(receiver.waitEnded(0, LIMIT_MS));
  const { receivedBytes, corruptAt, ended } = receiver.counts(0);
  assertEquals({ receivedBytes, corruptAt, ended }, {
    receivedBytes: total,
    corruptAt: -1,
    ended: true,
  });
});

testEach("crosses the wrap of the sequence numbers, over IPv6 too", async (one) => {
  await using receiver = await Receiver.start({ family: "ipv6" });
  using backlog = new Backlog({ ...SMALL, checked: true });
  using socket = receiver.connect();
  using replica = replicaOf(one, backlog, {
    fd: socket.fd,
    firstSequence: 2 ** 32 - 7,
    payloadBytes: 1000,
  });
  replicate(backlog, [replica], 100_000);
  const { orphans, inFlight } = replica.sink.ledger;
  assertEquals([orphans, inFlight, replica.sink.stats.bytesPinned], [0, 0, 0]);
  assert(receiver.waitReceived(0, 100_000, LIMIT_MS));
  assertEquals(receiver.counts(0).corruptAt, -1);
});

testEach("goes on at its own pace beside a slow and a stalled one", async (one) => {
  await using receiver = await Receiver.start();
  using backlog = new Backlog({ ...SMALL, checked: true });
  using fast = receiver.connect();
  using slow = receiver.connect({ behaviour: "slow", sendBufferBytes: 32 * 1024 });
  using stalled = receiver.connect({ behaviour: "stop", sendBufferBytes: 32 * 1024 });
  using replica = replicaOf(one, backlog, { fd: fast.fd });
  using slowOne = replicaOf(one, backlog, { fd: slow.fd });
  using stalledOne = replicaOf(one, backlog, { fd: stalled.fd, closeTimeoutMs: 20 });
  const total = SMALL.blockCount * SMALL.blockBytes;
  assertEquals(backlog.append(total + 1, write), total);
  const others = [slowOne, stalledOne];
  for (const other of others) other.pump();
  const deadlineMs = performance.now() + LIMIT_MS;
  while (replica.returnedBytes < total) {
    replica.pump();
    replica.reap();
    assert(performance.now() < deadlineMs, "the fast one did not get through");
    replica.wait(5);
  }
  assert(backlog.heldBytes > 0); // what the stalled one has not passed
  receiver.behave(1, "read");
  while (slowOne.returnedBytes < total) {
    slowOne.pump();
    slowOne.reap();
    assert(performance.now() < deadlineMs, "the slow one did not get through");
    slowOne.wait(5);
  }
  stalledOne[Symbol.dispose]();
  assertEquals(backlog.heldBytes <= backlog.blockBytes, true);
  assertEquals([receiver.counts(0).corruptAt, receiver.counts(1).corruptAt], [-1, -1]);
});

testEach("gives everything back when the peer is killed", async (one) => {
  await using receiver = await Receiver.start();
  using backlog = new Backlog({ ...SMALL, checked: true });
  using socket = receiver.connect({ behaviour: "stop", sendBufferBytes: 64 * 1024 });
  using replica = replicaOf(one, backlog, { fd: socket.fd, closeTimeoutMs: 20 });
  backlog.append(SMALL.blockCount * SMALL.blockBytes, write);
  replica.pump();
  await receiver.kill();
  const code = errorOf(replica);
  assert(code === ERRNO.ECONNRESET || code === ERRNO.EPIPE, `errno ${code}`);
  replica[Symbol.dispose]();
  assertEquals([backlog.heldBytes, replica.sink.ledger.inFlight], [0, 0]);
});

/** Notes from where to where each send went. */
class NotingChannel extends ScriptedChannel {
  readonly ranges: string[] = [];

  override send(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const took = super.send(buffer, offsetBytes, payloadBytes);
    this.ranges.push(`${offsetBytes}-${offsetBytes + took}`);
    return took;
  }
}

Deno.test("pump() sends the rest of a short send alone: the next payloads begin where they would", () => {
  using backlog = new Backlog({ blockBytes: 4096, blockCount: 2 });
  using pair = new SocketPair("unix");
  const channel = new NotingChannel();
  channel.copyResults.push(1024, 300);
  using replica = replicaOf(send, backlog, { fd: pair.near.fd, payloadBytes: 1024, channel });
  backlog.append(4096, write);
  replica.pump();
  assertEquals(channel.ranges, ["0-1024", "1024-1324", "1324-2048", "2048-3072", "3072-4096"]);
});

/** The errno that a sender reports once its peer is gone: thrown, or the result of a send. */
function errorOf(replica: Replica): number {
  const endMs = performance.now() + LIMIT_MS;
  try {
    while (replica.failedSends === 0 && performance.now() < endMs) {
      replica.pump();
      replica.reap();
      replica.wait(20);
    }
    return replica.sink.brokenBy;
  } catch (error) {
    if (error instanceof SysError) return error.errno;
    throw error;
  }
}
