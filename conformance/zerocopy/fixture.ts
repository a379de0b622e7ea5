/** What the rules of the zerocopy path are given: a real connection, or a script of the kernel. @module */
import type { Sink } from "../../lib/sink.ts";
import type { Implementation, SinkTraits } from "../../lib/implementation.ts";
import type { ZerocopyInput, ZerocopySink } from "../../lib/zerocopy/contract.ts";
import type { RoundTripFixture } from "../ring/round_trip.ts";
import type { SinkFixture } from "../sink_fixture.ts";
import type { AddressFamily, SocketPeer } from "../socket_channel.ts";
import type { KernelScript } from "./kernel_script.ts";

/**
 * A row of the suite. Its instance need only be a sink: the mutants of the shared rules are no
 * more; all others are a {@linkcode ZerocopySink}.
 */
export type ZerocopyRow = Implementation<ZerocopyInput, Sink, SinkTraits>;

/** How a sender is opened; what is left out is as the shared rules have it. */
export type SenderOptions = Partial<ZerocopyInput>;

/** The fixture of zerocopy rules. */
export interface ZerocopyFixture extends SinkFixture, RoundTripFixture {
  readonly peer: SocketPeer;
  /** Makes the connection anew, of that family. */
  connect(family: AddressFamily): void;
  /** The socket that senders send to, blocking. */
  readonly fd: number;
  /**
   * Opens a sender; of all sizes without a copy, also within this host, unless told otherwise.
   *
   * @throws {HarnessFault} for a row that is no sender.
   */
  openSender(options?: SenderOptions): ZerocopySink;
  /** As `openSender`, over a script of its own in the kernel's place. */
  openScripted(options?: SenderOptions): {
    readonly sink: ZerocopySink;
    readonly script: KernelScript;
  };
}
