/** The peer's process: makes the namespace, holds it, and answers what the subject sends into it. @module */
import { pinProcess } from "../../ffi/affinity.ts";
import { Epoll, EPOLLIN } from "../../ffi/epoll.ts";
import { unshareNetwork } from "../../ffi/namespace.ts";
import { dieWithParent } from "../../ffi/process.ts";
import { DATA } from "../outcome.ts";
import { openKernelRing } from "../ringbuf/fixture/ring_map.ts";
import { RingMemory } from "../ringbuf/ring_memory.ts";
import { UnsafeReader } from "../ringbuf/unsafe.ts";
import { PeerTcp } from "./peer_tcp.ts";
import type { PeerCommand, PeerOrder, PeerReply, PeerStats } from "./protocol.ts";
import { createCell, loadSegmentProgram, readCell } from "./segment_program.ts";
import { buildTopology } from "./topology.ts";
import { WakeUps } from "./wake_ups.ts";
import { Wire } from "./wire.ts";

const RING_EVENT = 0;
const COMMAND_EVENT = 1;
/** The most records taken in before the subject is answered. */
const RECORDS_PER_TURN = 256;
/** How many turns may find records before one looks for a command. */
const TURNS_BEFORE_COMMANDS = 64;
const COMMAND_BYTES_MAX = 4096;
/** How long a peer with a CPU of its own looks for the next record before it sleeps. */
const POLL_MS = 1;

/** The peer and all that it holds; the namespace itself goes with its last user. */
class Peer implements Disposable {
  readonly #stack: DisposableStack;
  readonly #reader: UnsafeReader;
  readonly #records: DataView;
  readonly #tcp: PeerTcp;
  readonly #epoll: Epoll;
  readonly #lostFd: number;
  readonly #wakeUps: WakeUps;
  readonly #pollMs: number;
  readonly #input = new Uint8Array(COMMAND_BYTES_MAX);
  #text = "";

  /** @throws {SysError} when a part of the lab cannot be made; nothing stays open. */
  constructor(order: PeerOrder) {
    using stack = new DisposableStack();
    const ring = stack.use(openKernelRing(order.ringBytes));
    const lost = stack.use(createCell());
    const flags = stack.use(createCell());
    this.#lostFd = lost.fd;
    this.#wakeUps = new WakeUps({
      flagsFd: flags.fd,
      memory: stack.use(new RingMemory(ring)),
    });
    this.#pollMs = order.cpu === null ? 0 : POLL_MS;
    // the device keeps the program; ours stays open so that /proc/PID/fdinfo shows its id
    const program = stack.use(
      loadSegmentProgram({ ringFd: ring.fd, lostFd: lost.fd, flagsFd: flags.fd }),
    );
    buildTopology({ mtuBytes: order.mtuBytes, programFd: program.fd });
    const wire = stack.use(new Wire(order.mtuBytes));
    this.#reader = stack.use(new UnsafeReader({ ring }));
    const { buffer, byteOffset, byteLength } = this.#reader.bytes;
    this.#records = new DataView(buffer, byteOffset, byteLength);
    this.#tcp = new PeerTcp({
      windowBytes: order.windowBytes,
      patternBytes: order.patternBytes,
      reply: (head) => wire.send(head),
    });
    this.#epoll = stack.use(Epoll.open());
    this.#epoll.add(ring.pollFd, { events: EPOLLIN, data: RING_EVENT });
    this.#epoll.add(0, { events: EPOLLIN, data: COMMAND_EVENT });
    this.#stack = stack.move();
  }

  /** Works until the lab closes standard input. */
  run(): void {
    let lastMs = -POLL_MS;
    for (let turn = 1;; turn++) {
      const count = this.#drain();
      const nowMs = performance.now();
      const pauseMs = this.#tcp.settle(nowMs);
      if (count > 0) lastMs = nowMs;
      const isBusy = count > 0 || nowMs - lastMs < this.#pollMs;
      if (isBusy && this.#pollMs > 0) this.#wakeUps.turnOff();
      if (isBusy ? turn % TURNS_BEFORE_COMMANDS !== 0 : !this.#wakeUps.turnOn()) continue;
      // an empty drain looked after the last commit, so the next record wakes this wait
      const readyCount = this.#epoll.wait(isBusy ? 0 : pauseMs);
      for (let index = 0; index < readyCount; index++) {
        if (this.#epoll.data(index) === COMMAND_EVENT && !this.#obey()) return;
      }
    }
  }

  #drain(): number {
    let count = 0;
    while (count < RECORDS_PER_TURN && this.#reader.next() === DATA) {
      this.#tcp.receive(this.#records, this.#reader.offset);
      count++;
    }
    this.#reader.commit();
    return count;
  }

  /** Reads commands and answers them; false at their end. */
  #obey(): boolean {
    const byteCount = Deno.stdin.readSync(this.#input);
    if (byteCount === null) return false;
    const lines = (this.#text + new TextDecoder().decode(this.#input.subarray(0, byteCount)))
      .split("\n");
    this.#text = lines.pop() ?? "";
    for (const line of lines) answer({ ok: this.#execute(JSON.parse(line) as PeerCommand) });
    return true;
  }

  #execute(command: PeerCommand): PeerStats | null {
    switch (command.do) {
      case "stats":
        return this.#tcp.stats(readCell(this.#lostFd));
      case "behave":
        this.#tcp.behave(command.behaviour, command.port);
        return null;
      case "reset":
        this.#tcp.reset(command.port);
        return null;
    }
  }

  /** Cuts what is still connected, so that no socket outlives the lab, and frees everything. */
  [Symbol.dispose](): void {
    this.#tcp.reset(null);
    this.#stack[Symbol.dispose]();
  }
}

function answer(reply: PeerReply): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(reply)}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

function main(order: PeerOrder): void {
  try {
    if (order.cpu !== null) pinProcess(order.cpu);
    unshareNetwork();
    using peer = new Peer(order);
    answer({ ok: null });
    peer.run();
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) });
  }
}

if (import.meta.main) {
  const order = JSON.parse(Deno.args[0] ?? "null") as PeerOrder;
  dieWithParent(order.parentId);
  main(order);
}
