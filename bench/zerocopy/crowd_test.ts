/** Tests of waiting for any of several replicas, over loopback. @module */
import { assert, assertEquals } from "@std/assert";
import { Backlog } from "../../lib/zerocopy/backlog.ts";
import type { ZerocopyImplementation } from "../../lib/zerocopy/contract.ts";
import { Receiver } from "../../lib/zerocopy/fixture/receiver.ts";
import type { Replica } from "../../lib/zerocopy/replica.ts";
import { zerocopyImplementations } from "../../lib/zerocopy/table.ts";
import { Crowd } from "./crowd.ts";
import { openReplica } from "./rig.ts";

const BLOCK_BYTES = 65536;
const LIMIT_MS = 5000;
const WAIT_MS = 1000;
const COUNT = 3;
const WOKEN = 1;

/** Sends until no socket takes more, and nothing comes back. */
function fill(replicas: readonly Replica[]): void {
  const taken = () => replicas.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  for (let before = -1; taken() > before;) {
    before = taken();
    for (const replica of replicas) {
      replica.pump();
      replica.reap();
      replica.wait(1);
    }
  }
}

async function goesOn(implementation: ZerocopyImplementation): Promise<void> {
  await using receiver = await Receiver.start({ periodBytes: null });
  using backlog = new Backlog({ blockBytes: BLOCK_BYTES, blockCount: 512 });
  using stack = new DisposableStack();
  const replicas = Array.from({ length: COUNT }, () => {
    const { fd } = stack.use(receiver.connect({ behaviour: "stop" }));
    const sent = { backlog, fd, payloadBytes: BLOCK_BYTES, closeTimeoutMs: 0 };
    return stack.use(openReplica(implementation, sent));
  });
  const crowd = stack.use(new Crowd(replicas));
  while (backlog.appendAsIs() >= 0);
  fill(replicas);
  const before = replicas.map(({ returnedBytes }) => returnedBytes);
  receiver.behave(WOKEN, "read");
  const endMs = performance.now() + LIMIT_MS;
  const total = 512 * BLOCK_BYTES;
  while (replicas[WOKEN]!.returnedBytes < total && performance.now() < endMs) {
    crowd.wait(WAIT_MS);
    for (const replica of replicas) {
      replica.pump();
      replica.reap();
    }
  }
  assertEquals(replicas[WOKEN]!.returnedBytes, total);
  assert(before[WOKEN]! < total && replicas[0]!.returnedBytes < total);
}

for (const implementation of zerocopyImplementations) {
  const ignore = !implementation.probe().available;
  Deno.test(
    `Crowd.wait() ends whenever one of three can go on, by ${implementation.name}`,
    { ignore },
    () => goesOn(implementation),
  );
}
