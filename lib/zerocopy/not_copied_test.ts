/** Tests on the wire lab, where the kernel reads the pages late and copies nothing. @module */
import { assert, assertEquals } from "@std/assert";
import type { OwnedFd } from "../../ffi/fd.ts";
import { connectSocket, openSocket } from "../../ffi/socket.ts";
import { ipv4Endpoint } from "../../ffi/socket_address.ts";
import { AF_INET, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { openWireLab, probeWireLab, type WireLab } from "../wire_lab/lab.ts";
import { Backlog } from "./backlog.ts";
import type { ZerocopyImplementation } from "./contract.ts";
import { fillStream } from "./fixture/pattern.ts";
import { msgZerocopy } from "./msg_zerocopy.ts";
import { Replica } from "./replica.ts";
import { zerocopyImplementations } from "./table.ts";

const LIMIT_MS = 5000;
const BLOCK_COUNT = 64;
/** Several rounds of each backlog. */
const TOTAL_BYTES = 24 * 1024 * 1024;
const lab = probeWireLab();

/** Connects into the lab, after setting how much memory its sockets have for notifications. */
function connect(wireLab: WireLab, optionMemoryBytes?: number): OwnedFd {
  using stack = new DisposableStack();
  const inside = wireLab.enter();
  try {
    if (optionMemoryBytes !== undefined) {
      Deno.writeTextFileSync("/proc/sys/net/core/optmem_max", `${optionMemoryBytes}`);
    }
    const options = { family: AF_INET, type: SOCK_STREAM, nonBlocking: false };
    const socket = stack.use(openSocket(options));
    connectSocket(socket.fd, ipv4Endpoint(wireLab.address, wireLab.port));
    stack.move();
    return socket;
  } finally {
    inside[Symbol.dispose]();
  }
}

/** Sends the backlog round after round; every block is poisoned as soon as it comes back. */
function replicate(backlog: Backlog, replica: Replica): void {
  const deadlineMs = performance.now() + LIMIT_MS;
  while (replica.returnedBytes < TOTAL_BYTES) {
    backlog.append(
      TOTAL_BYTES - backlog.position,
      (bytes, position) => fillStream(bytes, { position }),
    );
    replica.pump();
    replica.reap();
    assert(performance.now() < deadlineMs, "the stream did not come through in time");
    replica.wait(5);
  }
}

async function check(one: ZerocopyImplementation, registeredBuffers: boolean): Promise<void> {
  await using wireLab = await openWireLab();
  using backlog = new Backlog({ blockCount: BLOCK_COUNT, checked: true });
  using socket = connect(wireLab);
  using replica = new Replica(
    backlog,
    one.open({ fd: socket.fd, pool: backlog.pool, registeredBuffers }),
  );
  replicate(backlog, replica);
  const { ledger, stats } = replica.sink;
  assertEquals([stats.notified, ledger.orphans], [ledger.askedZeroCopy, 0]);
  assertEquals([stats.copiedShare, stats.fallback], [0, undefined]);
  const { sampledBytes, corruptBytes } = await wireLab.stats();
  assertEquals([sampledBytes > 0, corruptBytes], [true, 0]);
}

for (const one of zerocopyImplementations.filter(({ traits }) => traits.asksZeroCopy)) {
  const probe = lab.available ? one.probe() : lab;
  const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;
  for (const registeredBuffers of one.name === "uring_send_zc" ? [false, true] : [false]) {
    const from = registeredBuffers ? "registered buffers" : "plain buffers";
    Deno.test({
      name: `${one.name} from ${from} is not copied on the wire lab, nor released early${suffix}`,
      ignore: !probe.available,
      fn: () => check(one, registeredBuffers),
    });
  }
}

const starving = [
  { claim: "copies, with room for no notification at all", bytes: 0, copies: true },
  { claim: "waits for completions, with room for one notification", bytes: 700, copies: false },
];
for (const { claim, bytes, copies } of starving) {
  // sysctl net.core.optmem_max is the namespace's own since Linux 6.8
  const suffix = lab.available ? "" : ` (skipped: ${lab.reason})`;
  Deno.test({
    name: `msg_zerocopy ${claim}${suffix}`,
    ignore: !lab.available,
    fn: async () => {
      await using wireLab = await openWireLab();
      // larger than the kernel coalesces into one notification
      using backlog = new Backlog({ blockBytes: 600_000, blockCount: 8, checked: true });
      using socket = connect(wireLab, bytes);
      using replica = new Replica(
        backlog,
        msgZerocopy.open({ fd: socket.fd, pool: backlog.pool }),
      );
      replicate(backlog, replica);
      const { stats } = replica.sink;
      assertEquals([stats.starvedCopies > 0, stats.starvedWaits > 0], [copies, !copies]);
      assertEquals((await wireLab.stats()).corruptBytes, 0);
    },
  });
}
