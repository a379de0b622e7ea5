/** Structs and constants of every netlink family. @module */
import { struct } from "./struct.ts";

/** linux/netlink.h: families */
export const NETLINK_ROUTE = 0;
export const NETLINK_USERSOCK = 2;
export const NETLINK_SOCK_DIAG = 4;

/** linux/netlink.h: types that every family has */
export const NLMSG_NOOP = 1;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLMSG_OVERRUN = 4;

/** linux/netlink.h: flags of requests and answers */
export const NLM_F_REQUEST = 0x01;
export const NLM_F_ACK = 0x04;
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_DUMP = 0x300;
export const NLM_F_REPLACE = 0x100;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;
export const NLM_F_CAPPED = 0x100;
export const NLM_F_ACK_TLVS = 0x200;

/** linux/netlink.h: attributes */
export const NLA_F_NESTED = 0x8000;
export const NLMSGERR_ATTR_MSG = 1;

/** What a message starts with; its body follows, and the next message is aligned to 4. */
export const NLMSGHDR = struct("nlmsghdr", {
  nlmsg_len: "u32",
  nlmsg_type: "u16",
  nlmsg_flags: "u16",
  nlmsg_seq: "u32",
  nlmsg_pid: "u32",
}, { header: "linux/netlink.h" });

/** NLMSG_ERROR: 0 or a negated errno, and the header of what was asked. */
export const NLMSGERR = struct("nlmsgerr", { error: "i32", msg: "u8[16]" }, {
  header: "linux/netlink.h",
});

/** What an attribute starts with; its value follows, and the next one is aligned to 4. */
export const NLATTR = struct("nlattr", { nla_len: "u16", nla_type: "u16" }, {
  header: "linux/netlink.h",
});
