/** The pairs of receiver and sender that a dump cycle is measured with. @module */
import type { BufferPool } from "../../lib/buffer_pool.ts";
import type { HostTraits, Implementation, Probe } from "../../lib/implementation.ts";
import { DUMP_BUFFER_BYTES } from "../../lib/netlink/dump/request.ts";
import type { ReceiveImplementation, ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import { recvmmsg } from "../../lib/netlink/receive/recvmmsg.ts";
import { recvmsg } from "../../lib/netlink/receive/recvmsg.ts";
import { uring as uringReceive } from "../../lib/netlink/receive/uring.ts";
import type { DestinationKind, SendImplementation } from "../../lib/netlink/send/contract.ts";
import { send } from "../../lib/netlink/send/send.ts";
import { sendmmsg } from "../../lib/netlink/send/sendmmsg.ts";
import { uring as uringSend } from "../../lib/netlink/send/uring.ts";
import type { Sink } from "../../lib/sink.ts";

/** Posted receives, messages of a call, sends of a flush. */
export const DUMP_BATCH = 64;

/** What a pair is opened on; all of it is borrowed. */
export interface DumpInput {
  /** A socket of sock_diag. */
  readonly diagFd: number;
  readonly destinationFd: number;
  readonly kind: DestinationKind;
  readonly pool: BufferPool;
  readonly batch: number;
}

/** Both ends of a dump cycle. Ownership: disposing it closes both. */
export interface DumpEnds extends Disposable {
  readonly source: ReceiveSource;
  readonly sink: Sink;
}

/** A receiver and a sender that go together. */
export type DumpImplementation = Implementation<DumpInput, DumpEnds, HostTraits>;

/** Every pair, baseline first. */
export const dumpImplementations: readonly DumpImplementation[] = [
  pair(recvmsg, send),
  pair(recvmmsg, sendmmsg),
  pair(uringReceive, uringSend),
];

function pair(receiver: ReceiveImplementation, sender: SendImplementation): DumpImplementation {
  const { thread, needsKernel } = sender.traits;
  return {
    name: `${receiver.name}+${sender.name}`,
    summary: `${receiver.summary}; ${sender.summary}`,
    source: receiver.source,
    traits: { thread, needsKernel, minimumKernel: sender.traits.minimumKernel },
    probe: () => probeBoth(receiver.probe(), sender.probe()),
    open: (input) => openEnds(input, { receiver, sender }),
  };
}

function probeBoth(first: Probe, second: Probe): Probe {
  return first.available ? second : first;
}

function openEnds(
  { diagFd, destinationFd, kind, pool, batch }: DumpInput,
  { receiver, sender }: { receiver: ReceiveImplementation; sender: SendImplementation },
): DumpEnds {
  using stack = new DisposableStack();
  const received = { fd: diagFd, bufferBytes: DUMP_BUFFER_BYTES, batch };
  const source = stack.use(receiver.open(received));
  const sink = stack.use(sender.open({ fd: destinationFd, kind, pool, batch }));
  const owned = stack.move();
  return { source, sink, [Symbol.dispose]: () => owned.dispose() };
}
