/** Traffic control: BPF programs on what comes in at a link, or goes out. @module */
import { attribute, nested, type NetlinkSocket, textValue, u32Value } from "./netlink.ts";
import { NLM_F_CREATE, NLM_F_EXCL } from "./netlink_constants.ts";
import {
  ETH_P_ALL,
  RTM_NEWQDISC,
  RTM_NEWTFILTER,
  TC_H_CLSACT,
  TC_H_MIN_EGRESS,
  TC_H_MIN_INGRESS,
  TCA_BPF_FD,
  TCA_BPF_FLAG_ACT_DIRECT,
  TCA_BPF_FLAGS,
  TCA_BPF_NAME,
  TCA_KIND,
  TCA_OPTIONS,
  TCMSG,
} from "./rtnetlink_constants.ts";
import { interfaceIndex } from "./socket.ts";
import { allocate } from "./struct.ts";

/** linux/pkt_cls.h: what a program in direct-action mode answers */
export const TC_ACT_OK = 0;
export const TC_ACT_SHOT = 2;

const MAJOR = 0xffff0000;
const PRIORITY = 1;

/** What {@linkcode attachFilter} takes. */
export interface FilterOptions {
  /** Of a BPF_PROG_TYPE_SCHED_CLS program; may be closed after. */
  readonly programFd: number;
  /** Shows in listings. */
  readonly programName: string;
  /** @default {"ingress"} */
  readonly direction?: "ingress" | "egress";
}

/**
 * Gives a link the discipline that filters hang on; it ends with the link.
 *
 * @throws {SysError} EEXIST when it has one, ENOENT when the kernel was built without clsact.
 */
export function addClsact(socket: NetlinkSocket, linkName: string): void {
  const { memory, view } = allocate(TCMSG);
  view.set("tcm_ifindex", interfaceIndex(linkName));
  view.set("tcm_handle", MAJOR);
  view.set("tcm_parent", TC_H_CLSACT);
  socket.request({
    verb: `add clsact to ${linkName}`,
    type: RTM_NEWQDISC,
    flags: NLM_F_CREATE | NLM_F_EXCL,
    parts: [memory, attribute(TCA_KIND, textValue("clsact"))],
  });
}

/**
 * Lets a program decide on every packet: its answer is a TC_ACT_. The link needs
 * {@linkcode addClsact} first, and holds the program from then on.
 *
 * @throws {SysError} EEXIST when a filter is attached already, EINVAL for another type of program.
 */
export function attachFilter(
  socket: NetlinkSocket,
  linkName: string,
  { programFd, programName, direction = "ingress" }: FilterOptions,
): void {
  const minor = direction === "ingress" ? TC_H_MIN_INGRESS : TC_H_MIN_EGRESS;
  const { memory, view } = allocate(TCMSG);
  view.set("tcm_ifindex", interfaceIndex(linkName));
  view.set("tcm_parent", (MAJOR | minor) >>> 0);
  // priority above, the protocol below it and big-endian
  view.set("tcm_info", PRIORITY << 16 | ETH_P_ALL << 8);
  socket.request({
    verb: `attach ${programName} to ${linkName}`,
    type: RTM_NEWTFILTER,
    flags: NLM_F_CREATE | NLM_F_EXCL,
    parts: [
      memory,
      attribute(TCA_KIND, textValue("bpf")),
      nested(
        TCA_OPTIONS,
        attribute(TCA_BPF_FD, u32Value(programFd)),
        attribute(TCA_BPF_NAME, textValue(programName)),
        attribute(TCA_BPF_FLAGS, u32Value(TCA_BPF_FLAG_ACT_DIRECT)),
      ),
    ],
  });
}
