/** A channel that passes on what it is asked, in steps that a mutant replaces one at a time. @module */
import { KernelChannel } from "../../lib/zerocopy/channel.ts";
import type {
  Channel,
  Notifications,
  ZerocopyImplementation,
  ZerocopyInput,
  ZerocopySink,
} from "../../lib/zerocopy/contract.ts";
import { msgZerocopy } from "../../lib/zerocopy/msg_zerocopy.ts";
import { replace } from "../replace.ts";
import type { Mutant } from "../suite.ts";
import type { ZerocopyRow } from "./fixture.ts";

/** Between a sender and its kernel, or its script. As it stands it does all right. */
export class PassingChannel implements Channel, Notifications {
  low = 0;
  high = 0;
  copied = false;
  protected readonly inner: Channel;
  protected readonly input: ZerocopyInput;

  constructor(inner: Channel, input: ZerocopyInput) {
    this.inner = inner;
    this.input = input;
  }

  get notifications(): Notifications {
    return this;
  }

  get isLoopback(): boolean {
    return this.inner.isLoopback;
  }

  get otherCount(): number {
    return this.inner.notifications.otherCount;
  }

  get emptyCount(): number {
    return this.inner.notifications.emptyCount;
  }

  read(): boolean {
    const { notifications } = this.inner;
    if (!notifications.read()) return false;
    this.low = notifications.low;
    this.high = notifications.high;
    this.copied = notifications.copied;
    return true;
  }

  enableZeroCopy(): number {
    return this.inner.enableZeroCopy();
  }

  send(buffer: number, offsetBytes: number, payloadBytes: number): number {
    return this.inner.send(buffer, offsetBytes, payloadBytes);
  }

  sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    return this.inner.sendZeroCopy(buffer, offsetBytes, payloadBytes);
  }

  takeError(): number {
    return this.inner.takeError();
  }

  shutdown(): void {
    this.inner.shutdown();
  }

  reset(): void {
    this.inner.reset();
  }

  [Symbol.dispose](): void {
    this.inner[Symbol.dispose]();
  }
}

/** What makes a mutant of a sender. */
export interface SenderMutant {
  readonly name: string;
  readonly bug: string;
  /** The sender that is broken. @default {msg_zerocopy} */
  readonly row?: ZerocopyImplementation;
}

/** A sender whose talk with the kernel goes wrong. */
export function channelMutant(
  options: SenderMutant & {
    readonly channel: (inner: Channel, input: ZerocopyInput) => Channel;
  },
): Mutant<ZerocopyRow> {
  const { row = msgZerocopy, channel } = options;
  return senderMutant({
    ...options,
    open: (input) => {
      const inner = input.channel ?? new KernelChannel(input);
      const sink = row.open({ ...input, channel: channel(inner, input) });
      const dispose = () => {
        sink[Symbol.dispose]();
        inner[Symbol.dispose]();
      };
      return replace(sink, { [Symbol.dispose]: dispose });
    },
  });
}

/** A sender that is opened in a way of its own. */
export function senderMutant(
  options: SenderMutant & { readonly open: (input: ZerocopyInput) => ZerocopySink },
): Mutant<ZerocopyRow> {
  const { name, bug, row = msgZerocopy, open } = options;
  const { source, traits } = row;
  const probe = () => row.probe();
  return { name, bug, implementation: { name, summary: bug, source, traits, probe, open } };
}
