/** Structs and constants of rtnetlink: links, addresses, neighbours, routes, traffic control. @module */
import { struct } from "./struct.ts";

/** linux/rtnetlink.h: types of messages */
export const RTM_NEWLINK = 16;
export const RTM_DELLINK = 17;
export const RTM_GETLINK = 18;
export const RTM_NEWADDR = 20;
export const RTM_NEWROUTE = 24;
export const RTM_NEWNEIGH = 28;
export const RTM_NEWQDISC = 36;
export const RTM_NEWTFILTER = 44;

/** linux/if_link.h: attributes of links */
export const IFLA_ADDRESS = 1;
export const IFLA_IFNAME = 3;
export const IFLA_MTU = 4;
export const IFLA_TXQLEN = 13;
export const IFLA_LINKINFO = 18;
export const IFLA_GSO_MAX_SEGS = 40;
export const IFLA_GSO_MAX_SIZE = 41;
export const IFLA_INFO_KIND = 1;
export const IFLA_INFO_DATA = 2;
export const VETH_INFO_PEER = 1;
/** net/if.h: flags of links */
export const IFF_UP = 1;

/** linux/if_addr.h */
export const IFA_ADDRESS = 1;
export const IFA_LOCAL = 2;
export const IFA_F_NODAD = 2;

/** linux/neighbour.h */
export const NDA_DST = 1;
export const NDA_LLADDR = 2;
export const NUD_PERMANENT = 0x80;

/** linux/rtnetlink.h: attributes and values of routes */
export const RTA_DST = 1;
export const RTA_OIF = 4;
export const RTA_GATEWAY = 5;
export const RT_TABLE_MAIN = 254;
export const RTPROT_STATIC = 4;
export const RT_SCOPE_UNIVERSE = 0;
export const RT_SCOPE_LINK = 253;
export const RTN_UNICAST = 1;

/** linux/rtnetlink.h, linux/pkt_sched.h, linux/pkt_cls.h: traffic control */
export const TCA_KIND = 1;
export const TCA_OPTIONS = 2;
export const TC_H_CLSACT = 0xfffffff1;
export const TC_H_MIN_INGRESS = 0xfff2;
export const TC_H_MIN_EGRESS = 0xfff3;
export const TCA_BPF_FD = 6;
export const TCA_BPF_NAME = 7;
export const TCA_BPF_FLAGS = 8;
export const TCA_BPF_FLAG_ACT_DIRECT = 1;
/** linux/if_ether.h */
export const ETH_P_ALL = 3;

/** A link. */
export const IFINFOMSG = struct("ifinfomsg", {
  ifi_family: "u8",
  ifi_type: "u16",
  ifi_index: "i32",
  ifi_flags: "u32",
  ifi_change: "u32",
}, { header: "linux/rtnetlink.h" });

/** An address of a link. */
export const IFADDRMSG = struct("ifaddrmsg", {
  ifa_family: "u8",
  ifa_prefixlen: "u8",
  ifa_flags: "u8",
  ifa_scope: "u8",
  ifa_index: "u32",
}, { header: "linux/if_addr.h" });

/** A neighbour of a link. */
export const NDMSG = struct("ndmsg", {
  ndm_family: "u8",
  ndm_pad1: "u8",
  ndm_pad2: "u16",
  ndm_ifindex: "i32",
  ndm_state: "u16",
  ndm_flags: "u8",
  ndm_type: "u8",
}, { header: "linux/neighbour.h" });

/** A route. */
export const RTMSG = struct("rtmsg", {
  rtm_family: "u8",
  rtm_dst_len: "u8",
  rtm_src_len: "u8",
  rtm_tos: "u8",
  rtm_table: "u8",
  rtm_protocol: "u8",
  rtm_scope: "u8",
  rtm_type: "u8",
  rtm_flags: "u32",
}, { header: "linux/rtnetlink.h" });

/** A queueing discipline or a filter. */
export const TCMSG = struct("tcmsg", {
  tcm_family: "u8",
  tcm__pad1: "u8",
  tcm__pad2: "u16",
  tcm_ifindex: "i32",
  tcm_handle: "u32",
  tcm_parent: "u32",
  tcm_info: "u32",
}, { header: "linux/rtnetlink.h" });
