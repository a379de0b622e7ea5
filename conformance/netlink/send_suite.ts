/** The suite of the netlink path's senders. @module */
import { AVAILABLE, type SinkTraits } from "../../lib/implementation.ts";
import { sendImplementations } from "../../lib/netlink/send/table.ts";
import { sinkBugs, sinkMutants } from "../sink/mutants/table.ts";
import { plainSink, type SinkMutant, toSinkRow } from "../sink/sink_mutant.ts";
import { sinkRules } from "../sink/table.ts";
import type { Mutant, Suite } from "../suite.ts";
import { emptyPayload } from "./empty_payload.ts";
import { closeGivesBackEarly } from "./mutants/close_gives_back_early.ts";
import { cutChainGoesOn } from "./mutants/cut_chain_goes_on.ts";
import { queuesOnceDisposed } from "./mutants/queues_once_disposed.ts";
import { refusedIsGivenBack } from "./mutants/refused_is_given_back.ts";
import { sendsToTheNumber } from "./mutants/sends_to_the_number.ts";
import { emptyIsAnError } from "./mutants/empty_is_an_error.ts";
import { emptyIsSkipped } from "./mutants/empty_is_skipped.ts";
import { severalInFlight } from "./mutants/several_in_flight.ts";
import { severalWaitForAll } from "./mutants/several_wait_for_all.ts";
import { ringRules } from "../ring/table.ts";
import { frameHead, SendFixture, type SendRow } from "./send_fixture.ts";
import { streamFraming } from "./stream_framing.ts";

export const netlinkSendSuite: Suite<SendRow, SendFixture, SinkTraits> = {
  path: "netlink/send",
  role: "sink",
  implementations: sendImplementations,
  rules: [...sinkRules, emptyPayload, streamFraming, ...ringRules],
  mutants: [
    ...[...sinkMutants, emptyIsSkipped, emptyIsAnError].map(toSendRow),
    closeGivesBackEarly,
    cutChainGoesOn,
    queuesOnceDisposed,
    refusedIsGivenBack,
    sendsToTheNumber,
    severalInFlight,
    severalWaitForAll,
  ],
  bugs: sinkBugs,
  plain: toSendRow(plainSink).implementation,
  probeKernel: () => AVAILABLE, // sockets on loopback are anybody's
  openFixture: (options) => new SendFixture(options),
};

/** A frame on a stream, nothing but the payload as a datagram. */
function toSendRow(mutant: SinkMutant): Mutant<SendRow> {
  const { implementation, ...rest } = toSinkRow(mutant, frameHead);
  return {
    ...rest,
    implementation: {
      ...implementation,
      open: ({ fd, pool, kind }) =>
        mutant.open({ fd, pool, head: kind === "stream" ? frameHead : noHead }),
    },
  };
}

function noHead(): Uint8Array {
  return new Uint8Array(0);
}
