/** Tests of the lab as a subject sees it: the kernel's TCP on one side, our peer on the other. @module */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { getAffinity } from "../../ffi/affinity.ts";
import { networkNamespaceId } from "../../ffi/namespace.ts";
import {
  acceptSocket,
  bindEphemeral,
  congestionControl,
  listenOn,
  openSocket,
  shutdownSocket,
} from "../../ffi/socket.ts";
import { portOf } from "../../ffi/socket_address.ts";
import { AF_INET, SHUT_WR, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { ERRNO } from "../../ffi/errno.ts";
import { recv } from "../../ffi/transfer.ts";
import { openWireLab, type WireLab } from "./lab.ts";
import { PeerFailed } from "./peer_process.ts";
import { probeWireLab } from "./probe.ts";
import { Sender, until } from "./sender_fixture.ts";

const probe = probeWireLab();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;
const PERIOD_BYTES = 1 << 20;

function test(name: string, claim: (lab: WireLab) => Promise<void>): void {
  Deno.test({
    name: name + suffix,
    ignore: !probe.available,
    async fn() {
      await using lab = await openWireLab({ patternBytes: PERIOD_BYTES });
      await claim(lab);
    },
  });
}

function connect(lab: WireLab, port = lab.port): Sender {
  return new Sender({ address: lab.address, port }, { sizeBytes: PERIOD_BYTES, lab });
}

/** proc_pid_stat(5): the state stands behind the name, which is in parentheses. */
function isAsleep(processId: number): boolean {
  return Deno.readTextFileSync(`/proc/${processId}/stat`).includes(") S ");
}

async function received(lab: WireLab, byteCount: number): Promise<void> {
  await until(
    `${byteCount} bytes received`,
    async () => (await lab.stats()).receivedBytes === byteCount,
  );
}

Deno.test({
  name: `a lab whose peer polls wakes up for each send that finds it asleep${suffix}`,
  ignore: !probe.available,
  async fn() {
    await using lab = await openWireLab({ patternBytes: null, cpu: getAffinity()[0]! });
    using sender = connect(lab);
    for (let count = 1; count <= 20; count++) {
      await until("the peer sleeps", () => isAsleep(lab.peerId));
      sender.sendAll(1000);
      // not by asking the lab, which would wake it
      await until("the send is acknowledged", () => {
        sender.reap();
        return sender.counts.completions === count;
      });
    }
  },
});

test("a lab takes 64 MiB of zero-copy sends, and none was copied", async (lab) => {
  using sender = connect(lab);
  const totalBytes = 64 << 20;
  sender.sendAll(totalBytes);
  await until("each send completed", () => {
    sender.reap();
    return sender.counts.completions === sender.counts.sends;
  });
  assertEquals(sender.counts.copied, 0);
  const { receivedBytes, acknowledgedBytes, corruptBytes, sampledBytes } = await lab.stats();
  assertEquals([receivedBytes, acknowledgedBytes], [totalBytes, totalBytes]);
  assertEquals(corruptBytes, 0);
  assert(sampledBytes > 0);
});

test("loopback copies each of the same sends", async () => {
  using listener = openSocket({ family: AF_INET, type: SOCK_STREAM, nonBlocking: false });
  const port = portOf(bindEphemeral(listener.fd, AF_INET));
  listenOn(listener.fd);
  using sender = new Sender({ address: "127.0.0.1", port }, { sizeBytes: PERIOD_BYTES });
  using accepted = acceptSocket(listener.fd);
  assert(accepted !== undefined);
  using memory = NativeMemory.map({ sizeBytes: 1 << 16 });
  for (let index = 0; index < 8; index++) {
    for (let left = sender.offer(0, 1 << 14); left > 0;) {
      left -= Math.max(0, recv(accepted.fd, memory.address, 1n << 16n, 0));
    }
  }
  await until("each send completed", () => {
    sender.reap();
    return sender.counts.completions === sender.counts.sends;
  });
  assertEquals(sender.counts.copied, 8);
});

test("a buffer overwritten before its completion shows as corrupt", async (lab) => {
  using sender = connect(lab);
  await lab.behave({ kind: "silent" });
  const taken = sender.offer(0, PERIOD_BYTES);
  sender.memory.bytes.fill(0xee);
  await lab.behave({ kind: "acknowledge" });
  await received(lab, taken);
  const { corruptBytes, firstCorrupt } = await lab.stats();
  assert(corruptBytes > 0);
  assertEquals(firstCorrupt?.port, lab.port);
});

test("enter() moves the thread, and brings it back", (lab) => {
  const home = networkNamespaceId();
  {
    using _visit = lab.enter();
    assertNotEquals(networkNamespaceId(), home);
  }
  assertEquals(networkNamespaceId(), home);
  return Promise.resolve();
});

test("joinWireLab() lets another process send into the lab", async (lab) => {
  const script = `
    import { joinWireLab } from ${JSON.stringify(import.meta.resolve("./lab.ts"))};
    import { PEER, LAB_PORT } from ${JSON.stringify(import.meta.resolve("./addresses.ts"))};
    import { Sender } from ${JSON.stringify(import.meta.resolve("./sender_fixture.ts"))};
    joinWireLab(${lab.peerId});
    using sender = new Sender({ address: PEER.address, port: LAB_PORT }, { sizeBytes: 1 << 20 });
    sender.sendAll(4 << 20);`;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", script],
    stderr: "inherit",
  }).output();
  assert(success);
  await received(lab, 4 << 20);
});

test("sockets of a lab do not pace", (lab) => {
  using sender = connect(lab);
  assert(["cubic", "reno"].includes(congestionControl(sender.fd)));
  return Promise.resolve();
});

test("two labs side by side see only their own bytes", async (lab) => {
  await using other = await openWireLab({ patternBytes: PERIOD_BYTES });
  using sender = connect(lab);
  using otherSender = connect(other);
  sender.offer(0, 1000);
  otherSender.offer(0, 2000);
  await received(lab, 1000);
  await received(other, 2000);
});

test("behave() holds late acknowledgements back, and lets them go", async (lab) => {
  using sender = connect(lab);
  await lab.behave({ kind: "late", holdMs: 3_600_000 });
  sender.offer(0, 1000);
  await received(lab, 1000);
  assertEquals((await lab.stats()).acknowledgedBytes, 0);
  await lab.behave({ kind: "acknowledge" });
  assertEquals((await lab.stats()).acknowledgedBytes, 1000);
});

test("behave() stops one replica, and the others go on", async (lab) => {
  using stopped = connect(lab, lab.port + 1);
  using going = connect(lab, lab.port + 2);
  await lab.behave({ kind: "silent" }, { port: lab.port + 1 });
  stopped.offer(0, 1000);
  going.offer(0, 1000);
  await received(lab, 2000);
  const { connections } = await lab.stats();
  assertEquals(connections.map(({ acknowledgedBytes }) => acknowledgedBytes), [0, 1000]);
});

test("behave() with a zero window stops the sender until the window opens", async (lab) => {
  using sender = connect(lab);
  await lab.behave({ kind: "zero_window" });
  await received(lab, 0);
  sender.offer(0, 1000);
  assertEquals((await lab.stats()).receivedBytes, 0);
  await lab.behave({ kind: "acknowledge" });
  await received(lab, 1000);
});

test("reset() ends a connection with an error", async (lab) => {
  using sender = connect(lab);
  await lab.reset({ port: lab.port });
  assertEquals(sender.listen(), -ERRNO.ECONNRESET);
});

test("a subject that ends its side reads the end of the other", async (lab) => {
  using sender = connect(lab);
  sender.offer(0, 1000);
  shutdownSocket(sender.fd, SHUT_WR);
  assertEquals(sender.listen(), 0);
  const [connection] = (await lab.stats()).connections;
  assertEquals([connection?.state, connection?.receivedBytes], ["finished", 1000]);
});

test("killPeer() leaves the namespace, where nothing answers any more", async (lab) => {
  using sender = connect(lab);
  await lab.killPeer();
  assertEquals(sender.offer(0, 1000), 1000);
  await assertRejects(() => lab.stats(), PeerFailed);
});

Deno.test("openWireLab() refuses sizes that cannot be", async () => {
  for (const wrong of [{ mtuBytes: 100 }, { windowBytes: 2 ** 31 }, { ringBytes: 5000 }]) {
    await assertRejects(() => openWireLab(wrong), RangeError);
  }
});
