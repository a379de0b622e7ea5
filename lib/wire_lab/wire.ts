/** The peer's way back: frames from a packet socket onto its end of the wire. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { openPacketSocket } from "../../ffi/packet_socket.ts";
import { parseIpv4, parseMac } from "../../ffi/socket_address.ts";
import { send } from "../../ffi/transfer.ts";
import { PEER, SUBJECT } from "./addresses.ts";
import { FRAME_BYTES, FrameBuilder, type SegmentHead, SYN_FRAME_BYTES } from "./frame.ts";

const FRAME_SIZE = BigInt(FRAME_BYTES);
const SYN_FRAME_SIZE = BigInt(SYN_FRAME_BYTES);

/**
 * Sends segments to the subject. Receives nothing: a packet socket with a protocol would be a
 * handler on the wire, and the kernel copies what user memory backs for each handler.
 *
 * Ownership: owns the socket and one frame of native memory. Belongs to one thread.
 */
export class Wire implements Disposable {
  readonly #stack: DisposableStack;
  readonly #fd: number;
  readonly #address: bigint;
  readonly #frame: FrameBuilder;

  /**
   * Opens the peer's device, in the namespace of the calling thread.
   *
   * @throws {SysError} EPERM without CAP_NET_RAW, ENODEV outside of a lab.
   */
  constructor(mtuBytes: number) {
    using stack = new DisposableStack();
    const socket = stack.use(openPacketSocket(PEER.device));
    const memory = stack.use(NativeMemory.map({ sizeBytes: SYN_FRAME_BYTES }));
    this.#fd = socket.fd;
    this.#address = memory.address;
    const from = { mac: parseMac(PEER.mac), address: parseIpv4(PEER.address) };
    const to = { mac: parseMac(SUBJECT.mac), address: parseIpv4(SUBJECT.address) };
    this.#frame = new FrameBuilder(memory.bytes, { ends: { from, to }, mtuBytes });
    this.#stack = stack.move();
  }

  /**
   * Sends one segment; what the device has no room for is lost, as on any wire.
   *
   * @throws {SysError} ENETDOWN and the like.
   */
  send(head: SegmentHead): void {
    const size = this.#frame.build(head) === FRAME_BYTES ? FRAME_SIZE : SYN_FRAME_SIZE;
    const result = send(this.#fd, this.#address, size, 0);
    if (result < 0 && result !== -ERRNO.ENOBUFS && result !== -ERRNO.EAGAIN) {
      throw new SysError("send", -result);
    }
  }

  [Symbol.dispose](): void {
    this.#stack[Symbol.dispose]();
  }
}
