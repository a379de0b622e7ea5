/** Tests that a lab leaves nothing behind, however its processes end. @module */
import { assert, assertEquals } from "@std/assert";
import { bpf } from "../../ffi/bpf.ts";
import { BPF_PROG_GET_FD_BY_ID } from "../../ffi/bpf_constants.ts";
import { closeFd, openFds } from "../../ffi/fd.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { hasEnded } from "../../ffi/proc.ts";
import { kill, SIGKILL } from "../../ffi/process.ts";
import { openWireLab } from "./lab.ts";
import { probeWireLab } from "./probe.ts";
import { Sender, until } from "./sender_fixture.ts";

const probe = probeWireLab();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;

function test(name: string, claim: () => Promise<void>): void {
  Deno.test({ name: name + suffix, ignore: !probe.available, fn: claim });
}

/** The id of the program that the peer put on its wire; it lives as long as the wire does. */
function programOf(peerId: number): number {
  // by its kind: of other descriptors one may be closed before one can look at it
  const fds = openFds({ processId: peerId });
  const program = fds.find(({ target }) => target === "anon_inode:bpf-prog");
  if (program === undefined) throw new Error(`Cannot find the program of peer ${peerId}`);
  const text = Deno.readTextFileSync(`/proc/${peerId}/fdinfo/${program.fd}`);
  return Number(/^prog_id:\s*(\d+)$/m.exec(text)![1]);
}

/** Whether a program is still there: on a wire, in a namespace, held by anything at all. */
function programLives(id: number): boolean {
  using attr = NativeMemory.map({ sizeBytes: 16 });
  new DataView(attr.bytes.buffer).setUint32(0, id, true);
  const fd = bpf(BPF_PROG_GET_FD_BY_ID, attr.address, attr.sizeBytes);
  if (fd >= 0) closeFd(fd);
  return fd >= 0;
}

/** The devices, namespace and program are gone with the peer. */
async function nothingLeft(peerId: number, programId: number): Promise<void> {
  await until("the peer gone", () => hasEnded(peerId));
  await until("the wire gone", () => !programLives(programId));
}

test("disposal leaves nothing, with a connection open and bytes unacknowledged", async () => {
  let peerId, programId;
  {
    await using lab = await openWireLab({ patternBytes: null });
    peerId = lab.peerId;
    programId = programOf(peerId);
    assert(programLives(programId));
    using sender = new Sender(lab, { sizeBytes: 1 << 20, lab });
    await lab.behave({ kind: "silent" });
    assert(sender.offer(0, 1 << 20) > 0);
  }
  await nothingLeft(peerId, programId);
});

/** A process that opens a lab, connects, sends into silence, says who its peer is, and waits. */
const HOLDER = `
  import { openWireLab } from ${JSON.stringify(import.meta.resolve("./lab.ts"))};
  import { Sender } from ${JSON.stringify(import.meta.resolve("./sender_fixture.ts"))};
  const lab = await openWireLab({ patternBytes: null });
  const sender = new Sender(lab, { sizeBytes: 1 << 20, lab });
  await lab.behave({ kind: "silent" });
  sender.offer(0, 1 << 20);
  Deno.stdout.writeSync(new TextEncoder().encode(String(lab.peerId)));
  await new Promise((resolve) => setTimeout(resolve, 60_000));
`;

async function spawnHolder(): Promise<{ holder: Deno.ChildProcess; peerId: number }> {
  const holder = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", HOLDER],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = holder.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return { holder, peerId: Number(new TextDecoder().decode(value)) };
}

test("a subject killed by SIGKILL takes peer, namespace and wire with it", async () => {
  const { holder, peerId } = await spawnHolder();
  const programId = programOf(peerId);
  holder.kill("SIGKILL");
  assertEquals((await holder.status).signal, "SIGKILL");
  await nothingLeft(peerId, programId);
});

test("a peer killed by SIGKILL leaves nothing once its subject is gone too", async () => {
  const { holder, peerId } = await spawnHolder();
  const programId = programOf(peerId);
  kill(peerId, SIGKILL);
  await until("the peer gone", () => hasEnded(peerId));
  holder.kill("SIGKILL");
  await holder.status;
  await nothingLeft(peerId, programId);
});
