/** The suite of the zerocopy path. @module */
import { AVAILABLE, type SinkTraits } from "../../lib/implementation.ts";
import { send } from "../../lib/zerocopy/send.ts";
import { zerocopyImplementations } from "../../lib/zerocopy/table.ts";
import { ringRules } from "../ring/table.ts";
import { sinkBugs, sinkMutants } from "../sink/mutants/table.ts";
import { toSinkRow } from "../sink/sink_mutant.ts";
import { sinkRules } from "../sink/table.ts";
import type { Suite } from "../suite.ts";
import type { ZerocopyFixture, ZerocopyRow } from "./fixture.ts";
import { zerocopyMutants } from "./mutants/table.ts";
import { zerocopyRules } from "./table.ts";
import { TcpFixture } from "./tcp_fixture.ts";

export const zerocopySuite: Suite<ZerocopyRow, ZerocopyFixture, SinkTraits> = {
  path: "zerocopy",
  role: "sink",
  implementations: zerocopyImplementations,
  rules: [...sinkRules, ...zerocopyRules, ...ringRules],
  mutants: [...sinkMutants.map((mutant) => toSinkRow(mutant, noHead)), ...zerocopyMutants],
  bugs: sinkBugs,
  plain: send,
  probeKernel: () => AVAILABLE, // TCP on loopback is anybody's
  openFixture: (options) => new TcpFixture(options),
};

/** The stream is the payloads, and nothing between them. */
function noHead(): Uint8Array {
  return new Uint8Array(0);
}
