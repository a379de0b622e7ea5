/** Every scenario, in the order of a report: add a row here, nowhere else. @module */
import { oversize } from "./mux/oversize.ts";
import { slowConsumer } from "./mux/slow_consumer.ts";
import { streams } from "./mux/streams.ts";
import { unreadPeer } from "./mux/unread_peer.ts";
import { batch as netlinkBatch } from "./netlink/batch.ts";
import { destinations } from "./netlink/destinations.ts";
import { dumpCycle } from "./netlink/dump_cycle.ts";
import { offeredRate } from "./netlink/offered_rate.ts";
import { large } from "./readyread/large.ts";
import { steady } from "./readyread/steady.ts";
import { idle } from "./readyread/idle.ts";
import { batch } from "./ringbuf/batch.ts";
import { blocked } from "./ringbuf/blocked.ts";
import { live } from "./ringbuf/live.ts";
import { recordSize } from "./ringbuf/record_size.ts";
import { workers } from "./ringbuf/workers.ts";
import { crossover } from "./zerocopy/crossover.ts";
import { native } from "./zerocopy/native.ts";
import { payload } from "./zerocopy/payload.ts";
import { replicas } from "./zerocopy/replicas.ts";
import { stalled } from "./zerocopy/stalled.ts";
import type { Scenario } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [
  recordSize,
  batch,
  live,
  blocked,
  workers,
  netlinkBatch,
  dumpCycle,
  destinations,
  offeredRate,
  payload,
  crossover,
  replicas,
  stalled,
  native,
  idle,
  large,
  steady,
  streams,
  slowConsumer,
  unreadPeer,
  oversize,
];
