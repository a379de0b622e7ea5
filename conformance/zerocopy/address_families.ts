/** Every kind of TCP connection gives its buffers back. @module */
import type { SinkTraits } from "../../lib/implementation.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustArrive, SinkDriver } from "../sink_driver.ts";
import type { ZerocopyFixture } from "./fixture.ts";

const COUNT = 20;
const PAYLOAD_BYTES = 1500;

export const addressFamilies: Rule<ZerocopyFixture, SinkTraits> = {
  id: "zerocopy/address_families",
  paths: ["ZC-12"],
  requirement: "Over IPv4, over IPv6 and over IPv4 in an IPv6 socket every send MUST come back " +
    "and arrive",
  source: "https://github.com/valkey-io/valkey/pull/1543",
  killedBy: ["ipv6_never_drains", "skips_results"],
  on: "kernel",
  check(fixture) {
    for (const family of ["ipv6", "mapped", "ipv4"] as const) {
      fixture.connect(family);
      const sink = fixture.openSender();
      const driver = new SinkDriver(fixture, sink);
      for (let at = 0; at < COUNT; at++) driver.send(fixture.content(at, PAYLOAD_BYTES));
      driver.finish();
      const { sent, received } = driver;
      mustArrive(fixture, { sent, received, isStream: true, what: `over ${family}` });
      const { askedZeroCopy, inFlight } = sink.ledger;
      mustEqual([sink.stats.notified, inFlight], {
        expected: [askedZeroCopy, 0],
        what: `sends notified, and in flight, over ${family}`,
      });
    }
    return holds();
  },
};
