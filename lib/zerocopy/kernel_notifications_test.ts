/** Tests of what the kernel itself says of SEND_ZC: a notification if and only if it is announced. @module */
import { assert, assertEquals } from "@std/assert";
import { ERRNO } from "../../ffi/errno.ts";
import type { Uring } from "../../ffi/uring.ts";
import { IORING_CQE_F_MORE, IORING_CQE_F_NOTIF } from "../../ffi/uring_constants.ts";
import { SocketPair } from "../host/socket_pair.ts";
import { BufferPool } from "../buffer_pool.ts";
import { endStream } from "./channel.ts";
import { SenderRing } from "./sender_ring.ts";
import { uringSendZc } from "./uring_send_zc.ts";

const probe = uringSendZc.probe();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;
const PAYLOAD_BYTES = 8192;
const WAIT_MS = 1000;

interface Completion {
  readonly sequence: number;
  readonly result: number;
  readonly flags: number;
}

/** Sends `count` payloads in one chain, and takes all completions that are announced. */
function completionsOf(ring: SenderRing, count: number): readonly Completion[] {
  for (let at = 0; at < count; at++) {
    const isLast = at === count - 1;
    ring.pushSend(at, {
      buffer: at,
      offsetBytes: 0,
      payloadBytes: PAYLOAD_BYTES,
      zeroCopy: true,
      isLast,
      attempt: 0,
    });
  }
  ring.uring.submit();
  const seen: Completion[] = [];
  for (let left = count; left > 0;) {
    assert(ring.uring.submitAndWait(1, WAIT_MS) > 0, `${left} completions never came`);
    const taken = take(ring.uring);
    for (const { flags } of taken) if ((flags & IORING_CQE_F_MORE) === 0) left--;
    seen.push(...taken);
  }
  ring.uring.submitAndWait(1, 0);
  return [...seen, ...take(ring.uring)];
}

function take(uring: Uring): Completion[] {
  const all = Array.from({ length: uring.ready }, (_, index) => ({
    sequence: uring.userDataLow(index),
    result: uring.result(index),
    flags: uring.cqeFlags(index),
  }));
  uring.advance(all.length);
  return all;
}

function test(claim: string, check: (ring: SenderRing, fd: number) => void): void {
  Deno.test({
    name: claim + suffix,
    ignore: !probe.available,
    fn() {
      using pair = new SocketPair("tcp");
      using pool = new BufferPool({ bufferBytes: PAYLOAD_BYTES, bufferCount: 8 });
      const fd = pair.near.fd;
      using ring = new SenderRing({ fd, pool, maxInFlight: 8, registersPool: false });
      check(ring, fd);
    },
  });
}

test("a whole SEND_ZC has a result that announces its notification, and then that", (ring) => {
  const seen = completionsOf(ring, 3);
  for (let sequence = 0; sequence < 3; sequence++) {
    const own = seen.filter((one) => one.sequence === sequence);
    assertEquals(own.map(({ flags }) => flags & (IORING_CQE_F_MORE | IORING_CQE_F_NOTIF)), [
      IORING_CQE_F_MORE,
      IORING_CQE_F_NOTIF,
    ]);
    assertEquals(own[0]!.result, PAYLOAD_BYTES);
  }
});

test("a failed SEND_ZC has its notification, if and only if it is announced", (ring, fd) => {
  endStream(fd);
  const seen = completionsOf(ring, 1);
  const announced = (seen[0]!.flags & IORING_CQE_F_MORE) !== 0;
  assertEquals([seen[0]!.result, seen.length], [-ERRNO.EPIPE, announced ? 2 : 1]);
});

// Linux 6.18 notifies of a send that it cancelled with its chain, having announced nothing; others
// need not. The kernel never began to read it: its buffer is free with the result.
test("a SEND_ZC cancelled with its chain announces nothing, whatever comes then", (ring, fd) => {
  endStream(fd);
  const own = completionsOf(ring, 2).filter(({ sequence }) => sequence === 1);
  assertEquals([own[0]!.result, own[0]!.flags], [-ERRNO.ECANCELED, 0]);
  assert(own.slice(1).every(({ flags }) => flags === IORING_CQE_F_NOTIF));
});
