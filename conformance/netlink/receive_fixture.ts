/** The fixture of netlink receivers: a pair of datagram sockets, and a producer at the other end. @module */
import type { Implementation } from "../../lib/implementation.ts";
import type { ReceiveInput, ReceiveSource } from "../../lib/netlink/receive/contract.ts";
import { DatagramSourceFixture } from "../datagram_fixture.ts";
import type { Transport } from "../sink_fixture.ts";
import type { SourceFixture } from "../source_fixture.ts";
import { receiveTrips } from "../ring/receive_trips.ts";
import type { RoundTrip, RoundTripFixture, RoundTripOptions } from "../ring/round_trip.ts";

/** A row of the suite: a receiver, or a mutant. */
export type ReceiveRow = Implementation<ReceiveInput, ReceiveSource>;

/** How a receiver is opened; what is left out is as the shared rules have it. */
export type ReceiverOptions = Partial<ReceiveInput>;

/** Room for one datagram. */
export const BUFFER_BYTES = 512;

/** The fixture of rules about receivers. */
export interface ReceiveFixture extends SourceFixture, RoundTripFixture {
  /** The socket that is received from, in blocking mode. */
  readonly fd: number;
  open(options?: { readonly checked: boolean }): ReceiveSource;
  /** Opens a receiver with some of its input chosen by the rule. */
  openReceiver(options?: ReceiverOptions): ReceiveSource;
}

/** See {@linkcode ReceiveFixture}. */
export class DatagramFixture extends DatagramSourceFixture<ReceiveRow> implements ReceiveFixture {
  readonly transports: readonly Transport[] = ["unix_datagram"];

  open(options: { readonly checked: boolean } = { checked: true }): ReceiveSource {
    return this.openReceiver(options);
  }

  /** Opens a receiver with some of its input chosen by the rule. */
  openReceiver(options: ReceiverOptions = {}): ReceiveSource {
    const input = { fd: this.fd, bufferBytes: BUFFER_BYTES, checked: true, ...options };
    return this.stack.use(this.row.open(input));
  }

  openRoundTrip({ firstRequestId = 1 }: RoundTripOptions = {}): RoundTrip {
    return receiveTrips(this, this.openReceiver({ firstRequestId }));
  }
}
