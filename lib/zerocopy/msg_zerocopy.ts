/** MSG_ZEROCOPY: the pages go out as they are; the error queue says when they are free. @module */
import { SysError } from "../../ffi/errno.ts";
import { openSocket, setSocketOption } from "../../ffi/socket.ts";
import { AF_INET, SO_ZEROCOPY, SOCK_STREAM, SOL_SOCKET } from "../../ffi/socket_constants.ts";
import { AVAILABLE, type Probe, type SinkTraits } from "../implementation.ts";
import { THRESHOLD_BYTES, type ZerocopyImplementation } from "./contract.ts";
import { ThresholdPolicy } from "./policy.ts";
import { SocketSink } from "./socket_sink.ts";

/** What every sender over MSG_ZEROCOPY declares. */
export const msgZerocopyTraits: SinkTraits = {
  release: "notification",
  batched: false,
  maxInFlight: 4096,
  ordered: true,
  shortSends: true,
  closeMode: "drains",
  asksZeroCopy: true,
  thread: "owner",
  minimumKernel: "4.14",
  needsKernel: false,
};

/** Asks the kernel for SO_ZEROCOPY on a socket of its own. */
export function probeMsgZerocopy(): Probe {
  try {
    using socket = openSocket({ family: AF_INET, type: SOCK_STREAM });
    setSocketOption(socket.fd, { level: SOL_SOCKET, option: SO_ZEROCOPY }, 1);
    return AVAILABLE;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const denied = error.code === "EPERM" || error.code === "EACCES" || error.code === "EMFILE";
    return {
      available: false,
      reason: `SO_ZEROCOPY on a TCP socket: ${error.message}`,
      cure: "use Linux 4.14 or newer",
      denied,
    };
  }
}

/** Zero copy from a size on; see Documentation/networking/msg_zerocopy.rst. */
export const msgZerocopy: ZerocopyImplementation = {
  name: "msg_zerocopy",
  summary: "send(2) with MSG_ZEROCOPY from 10 KiB on, the error queue gives buffers back",
  source: "https://github.com/valkey-io/valkey/pull/1543",
  traits: msgZerocopyTraits,
  probe: probeMsgZerocopy,
  open: (input) =>
    new SocketSink(input, {
      maxInFlight: msgZerocopyTraits.maxInFlight,
      policy: () => new ThresholdPolicy(input.thresholdBytes ?? THRESHOLD_BYTES),
    }),
};
