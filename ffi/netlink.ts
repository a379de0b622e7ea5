/** Netlink requests that wait for their acknowledgement: for set-up, not for data paths. @module */
import { ERRNO, SysError } from "./errno.ts";
import { NativeMemory } from "./memory.ts";
import {
  NLA_F_NESTED,
  NLATTR,
  NLM_F_ACK,
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLM_F_REQUEST,
  NLMSG_ERROR,
  NLMSGERR,
  NLMSGERR_ATTR_MSG,
  NLMSGHDR,
} from "./netlink_constants.ts";
import { bindSocket, openSocket, setSocketOption } from "./socket.ts";
import { netlinkEndpoint } from "./socket_address.ts";
import {
  AF_NETLINK,
  NETLINK_CAP_ACK,
  NETLINK_EXT_ACK,
  SOCK_RAW,
  SOL_NETLINK,
} from "./socket_constants.ts";
import type { OwnedFd } from "./fd.ts";
import { StructView } from "./struct.ts";
import { recv, send } from "./transfer.ts";

const ALIGNMENT = 4;
const BUFFER_BYTES = 64 * 1024;

/** Bytes of a message. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** An attribute: its header, `value`, and padding. */
export function attribute(type: number, value: Uint8Array): Bytes {
  const sizeBytes = NLATTR.sizeBytes + value.byteLength;
  const memory = new Uint8Array(align(sizeBytes));
  const header = new StructView(NLATTR, memory);
  header.set("nla_len", sizeBytes);
  header.set("nla_type", type);
  memory.set(value, NLATTR.sizeBytes);
  return memory;
}

/** An attribute that holds others, behind what else stands at its start. */
export function nested(type: number, ...parts: readonly Uint8Array[]): Bytes {
  return attribute(type | NLA_F_NESTED, concat(parts));
}

/** The value of an attribute that is a u32. */
export function u32Value(value: number): Bytes {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

/** The value of an attribute that is a C string. */
export function textValue(text: string): Bytes {
  return new TextEncoder().encode(text + "\0");
}

/** Calls `visit` with the type and the value, in place, of each attribute. */
export function forEachAttribute(
  bytes: Uint8Array,
  visit: (type: number, value: Uint8Array) => void,
): void {
  for (let offset = 0; offset + NLATTR.sizeBytes <= bytes.byteLength;) {
    const header = new StructView(NLATTR, bytes, offset);
    const sizeBytes = header.get("nla_len");
    if (sizeBytes < NLATTR.sizeBytes || offset + sizeBytes > bytes.byteLength) return;
    const value = bytes.subarray(offset + NLATTR.sizeBytes, offset + sizeBytes);
    visit(header.get("nla_type") & ~NLA_F_NESTED, value);
    offset += align(sizeBytes);
  }
}

/** What {@linkcode NetlinkSocket.request} takes. */
export interface NetlinkRequest {
  /** What is done, for the error: "add a veth pair". */
  readonly verb: string;
  /** RTM_… and the like. */
  readonly type: number;
  /** NLM_F_… besides REQUEST and ACK. @default {0} */
  readonly flags?: number;
  /** The family's own header, then attributes; each as long as its alignment asks for. */
  readonly parts: readonly Uint8Array[];
}

/**
 * A netlink socket for requests that the kernel answers before the send returns, as rtnetlink does.
 *
 * Ownership: owns the socket and a buffer. Belongs to one thread.
 */
export class NetlinkSocket implements Disposable {
  readonly #socket: OwnedFd;
  readonly #memory: NativeMemory;
  #sequence = 0;

  /** @param protocol NETLINK_… @throws {SysError} EPROTONOSUPPORT; nothing stays open. */
  constructor(protocol: number) {
    using stack = new DisposableStack();
    this.#socket = stack.use(openSocket({ family: AF_NETLINK, type: SOCK_RAW, protocol }));
    this.#memory = stack.use(NativeMemory.map({ sizeBytes: BUFFER_BYTES }));
    const { fd } = this.#socket;
    bindSocket(fd, netlinkEndpoint());
    setSocketOption(fd, { level: SOL_NETLINK, option: NETLINK_EXT_ACK }, 1);
    setSocketOption(fd, { level: SOL_NETLINK, option: NETLINK_CAP_ACK }, 1);
    stack.move();
  }

  /**
   * Sends a request and waits for its acknowledgement. Returns the bodies of the messages that came
   * before it.
   *
   * @throws {SysError} with the kernel's errno and its own words where it gave any.
   */
  request(request: NetlinkRequest): Bytes[] {
    const sequence = ++this.#sequence;
    this.#send(request, sequence);
    const bodies: Bytes[] = [];
    for (;;) {
      const sizeBytes = recv(
        this.#socket.fd,
        this.#memory.address,
        BigInt(BUFFER_BYTES),
        0,
      );
      if (sizeBytes === -ERRNO.EINTR) continue;
      if (sizeBytes < 0) throw new SysError(request.verb, -sizeBytes, "no answer from the kernel");
      // one datagram can hold more than one message
      for (let offset = 0; offset + NLMSGHDR.sizeBytes <= sizeBytes;) {
        const header = new StructView(NLMSGHDR, this.#memory.bytes, offset);
        const end = offset + Math.max(header.get("nlmsg_len"), NLMSGHDR.sizeBytes);
        const body = this.#memory.bytes.slice(offset + NLMSGHDR.sizeBytes, end);
        offset = align(end);
        if (header.get("nlmsg_seq") !== sequence) continue;
        if (header.get("nlmsg_type") !== NLMSG_ERROR) {
          bodies.push(body);
          continue;
        }
        throwRefusal(request.verb, { body, flags: header.get("nlmsg_flags") });
        return bodies;
      }
    }
  }

  /** Closes the socket. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
    this.#memory[Symbol.dispose]();
  }

  #send({ verb, type, flags = 0, parts }: NetlinkRequest, sequence: number): void {
    const body = concat(parts);
    const sizeBytes = NLMSGHDR.sizeBytes + body.byteLength;
    if (sizeBytes > BUFFER_BYTES) {
      throw new RangeError(`Cannot ${verb}: ${sizeBytes} bytes are more than ${BUFFER_BYTES}`);
    }
    const header = new StructView(NLMSGHDR, this.#memory.bytes);
    header.set("nlmsg_len", sizeBytes);
    header.set("nlmsg_type", type);
    header.set("nlmsg_flags", NLM_F_REQUEST | NLM_F_ACK | flags);
    header.set("nlmsg_seq", sequence);
    header.set("nlmsg_pid", 0);
    this.#memory.bytes.set(body, NLMSGHDR.sizeBytes);
    const sent = send(this.#socket.fd, this.#memory.address, BigInt(sizeBytes), 0);
    if (sent < 0) throw new SysError(verb, -sent);
  }
}

/** Throws what an NLMSG_ERROR says, unless it says that all went well. */
function throwRefusal(
  verb: string,
  { body, flags }: { readonly body: Bytes; readonly flags: number },
): void {
  const code = new StructView(NLMSGERR, body).get("error");
  if (code === 0) return;
  let detail = -code === ERRNO.EPERM ? "the process lacks CAP_NET_ADMIN; run as root" : "";
  // a capped answer leaves the request out, so that the attributes follow at once
  if ((flags & NLM_F_ACK_TLVS) !== 0 && (flags & NLM_F_CAPPED) !== 0) {
    forEachAttribute(body.subarray(NLMSGERR.sizeBytes), (type, value) => {
      if (type === NLMSGERR_ATTR_MSG) detail = new TextDecoder().decode(value.subarray(0, -1));
    });
  }
  throw new SysError(verb, -code, detail);
}

function concat(parts: readonly Uint8Array[]): Bytes {
  const memory = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    memory.set(part, offset);
    offset += part.byteLength;
  }
  return memory;
}

function align(sizeBytes: number): number {
  return (sizeBytes + ALIGNMENT - 1) & -ALIGNMENT;
}
