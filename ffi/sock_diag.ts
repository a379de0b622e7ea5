/** sock_diag: asks the kernel for the TCP and UDP sockets of this network namespace. @module */
import { NLM_F_DUMP, NLM_F_REQUEST, NLMSGHDR } from "./netlink_constants.ts";
import { struct, StructView } from "./struct.ts";

/** linux/sock_diag.h */
export const SOCK_DIAG_BY_FAMILY = 20;
/** linux/inet_diag.h: attributes of an answer; those up to 8 come when they are asked for */
export const INET_DIAG_INFO = 2;
/** Asks for what the congestion control says, whichever it is: VEGASINFO, DCTCPINFO or BBRINFO. */
export const INET_DIAG_VEGASINFO = 3;
export const INET_DIAG_CONG = 4;
export const INET_DIAG_TOS = 5;
export const INET_DIAG_TCLASS = 6;
export const INET_DIAG_SKMEMINFO = 7;
export const INET_DIAG_SHUTDOWN = 8;
export const INET_DIAG_DCTCPINFO = 9;
export const INET_DIAG_BBRINFO = 16;
export const INET_DIAG_CLASS_ID = 17;
export const INET_DIAG_CGROUP_ID = 21;
export const INET_DIAG_SOCKOPT = 22;
/** netinet/tcp.h: states, in `idiag_state` */
export const TCP_ESTABLISHED = 1;
/** linux/sock_diag.h: the words of INET_DIAG_SKMEMINFO, in this order */
export const SK_MEMINFO_RMEM_ALLOC = 0;
export const SK_MEMINFO_RCVBUF = 1;
export const SK_MEMINFO_WMEM_ALLOC = 2;
export const SK_MEMINFO_SNDBUF = 3;
export const SK_MEMINFO_FWD_ALLOC = 4;
export const SK_MEMINFO_WMEM_QUEUED = 5;
export const SK_MEMINFO_OPTMEM = 6;
export const SK_MEMINFO_BACKLOG = 7;
export const SK_MEMINFO_DROPS = 8;

/** Who a socket is: ports and addresses big-endian, and a cookie that no other socket has. */
export const INET_DIAG_SOCKID = struct("inet_diag_sockid", {
  idiag_sport: "u8[2]",
  idiag_dport: "u8[2]",
  idiag_src: "u32[4]",
  idiag_dst: "u32[4]",
  idiag_if: "u32",
  idiag_cookie: "u32[2]",
}, { header: "linux/inet_diag.h" });

/** What is asked for; `id` is an {@linkcode INET_DIAG_SOCKID}. */
export const INET_DIAG_REQ_V2 = struct("inet_diag_req_v2", {
  sdiag_family: "u8",
  sdiag_protocol: "u8",
  idiag_ext: "u8",
  pad: "u8",
  idiag_states: "u32",
  id: "u8[48]",
}, { header: "linux/inet_diag.h" });

/** One socket; `id` is an {@linkcode INET_DIAG_SOCKID}. Attributes follow. */
export const INET_DIAG_MSG = struct("inet_diag_msg", {
  idiag_family: "u8",
  idiag_state: "u8",
  idiag_timer: "u8",
  idiag_retrans: "u8",
  id: "u8[48]",
  idiag_expires: "u32",
  idiag_rqueue: "u32",
  idiag_wqueue: "u32",
  idiag_uid: "u32",
  idiag_inode: "u32",
}, { header: "linux/inet_diag.h" });

/** INET_DIAG_BBRINFO; gains are shifted left by 8 bits. */
export const TCP_BBR_INFO = struct("tcp_bbr_info", {
  bbr_bw_lo: "u32",
  bbr_bw_hi: "u32",
  bbr_min_rtt: "u32",
  bbr_pacing_gain: "u32",
  bbr_cwnd_gain: "u32",
}, { header: "linux/inet_diag.h" });

/** INET_DIAG_DCTCPINFO. */
export const TCP_DCTCP_INFO = struct("tcp_dctcp_info", {
  dctcp_enabled: "u16",
  dctcp_ce_state: "u16",
  dctcp_alpha: "u32",
  dctcp_ab_ecn: "u32",
  dctcp_ab_tot: "u32",
}, { header: "linux/inet_diag.h" });

/** INET_DIAG_VEGASINFO. */
export const TCPVEGAS_INFO = struct("tcpvegas_info", {
  tcpv_enabled: "u32",
  tcpv_rttcnt: "u32",
  tcpv_rtt: "u32",
  tcpv_minrtt: "u32",
}, { header: "linux/inet_diag.h" });

/** What an attribute starts with. */
export const RTATTR = struct("rtattr", { rta_len: "u16", rta_type: "u16" }, {
  header: "linux/rtnetlink.h",
});

/**
 * INET_DIAG_INFO of TCP. Newer kernels append fields and older ones have fewer, so that the length
 * of the attribute decides. The two bytes before `tcpi_rto` are bit fields: the window scales, sent
 * in the low half and received in the high one, then what limits the delivery rate.
 */
export const TCP_INFO_VALUE = struct("tcp_info", {
  tcpi_state: "u8",
  tcpi_ca_state: "u8",
  tcpi_retransmits: "u8",
  tcpi_probes: "u8",
  tcpi_backoff: "u8",
  tcpi_options: "u8",
  tcpi_rto: "u32",
  tcpi_ato: "u32",
  tcpi_snd_mss: "u32",
  tcpi_rcv_mss: "u32",
  tcpi_unacked: "u32",
  tcpi_sacked: "u32",
  tcpi_lost: "u32",
  tcpi_retrans: "u32",
  tcpi_fackets: "u32",
  tcpi_last_data_sent: "u32",
  tcpi_last_ack_sent: "u32",
  tcpi_last_data_recv: "u32",
  tcpi_last_ack_recv: "u32",
  tcpi_pmtu: "u32",
  tcpi_rcv_ssthresh: "u32",
  tcpi_rtt: "u32",
  tcpi_rttvar: "u32",
  tcpi_snd_ssthresh: "u32",
  tcpi_snd_cwnd: "u32",
  tcpi_advmss: "u32",
  tcpi_reordering: "u32",
  tcpi_rcv_rtt: "u32",
  tcpi_rcv_space: "u32",
  tcpi_total_retrans: "u32",
  tcpi_pacing_rate: "u64",
  tcpi_max_pacing_rate: "u64",
  tcpi_bytes_acked: "u64",
  tcpi_bytes_received: "u64",
  tcpi_segs_out: "u32",
  tcpi_segs_in: "u32",
  tcpi_notsent_bytes: "u32",
  tcpi_min_rtt: "u32",
  tcpi_data_segs_in: "u32",
  tcpi_data_segs_out: "u32",
  tcpi_delivery_rate: "u64",
  tcpi_busy_time: "u64",
  tcpi_rwnd_limited: "u64",
  tcpi_sndbuf_limited: "u64",
  tcpi_delivered: "u32",
  tcpi_delivered_ce: "u32",
  tcpi_bytes_sent: "u64",
  tcpi_bytes_retrans: "u64",
  tcpi_dsack_dups: "u32",
  tcpi_reord_seen: "u32",
  tcpi_rcv_ooopack: "u32",
  tcpi_snd_wnd: "u32",
}, { header: "linux/tcp.h", whole: false });

/** All states of a socket. */
const ALL_STATES = 0xffffffff;

/** What {@linkcode encodeDumpRequest} takes. */
export interface DumpRequest {
  /** AF_INET or AF_INET6. */
  readonly family: number;
  /** IPPROTO_TCP or IPPROTO_UDP. */
  readonly protocol: number;
  /** INET_DIAG_… attributes to add to each socket, 1 to 8. @default {[]} */
  readonly extensions?: readonly number[];
  /** A bit for each state, `1 << TCP_ESTABLISHED`. @default {all} */
  readonly states?: number;
  /** Comes back in each message of the answer. */
  readonly sequence: number;
}

/** A request for every socket of one family and protocol, to be sent to netlink port 0. */
export function encodeDumpRequest(request: DumpRequest): Uint8Array<ArrayBuffer> {
  const { family, protocol, extensions = [], states = ALL_STATES, sequence } = request;
  const memory = new Uint8Array(NLMSGHDR.sizeBytes + INET_DIAG_REQ_V2.sizeBytes);
  const header = new StructView(NLMSGHDR, memory);
  header.set("nlmsg_len", memory.byteLength);
  header.set("nlmsg_type", SOCK_DIAG_BY_FAMILY);
  header.set("nlmsg_flags", NLM_F_REQUEST | NLM_F_DUMP);
  header.set("nlmsg_seq", sequence);
  const body = new StructView(INET_DIAG_REQ_V2, memory, NLMSGHDR.sizeBytes);
  body.set("sdiag_family", family);
  body.set("sdiag_protocol", protocol);
  body.set("idiag_ext", extensionBits(extensions));
  body.set("idiag_states", states);
  return memory;
}

/** The bits of `idiag_ext`. @throws {RangeError} for an attribute that cannot be asked for. */
export function extensionBits(extensions: readonly number[]): number {
  const unasked = extensions.find((extension) => extension < 1 || extension > INET_DIAG_SHUTDOWN);
  if (unasked !== undefined) {
    throw new RangeError(`Cannot ask for extension ${unasked}: idiag_ext has bits for 1 to 8`);
  }
  return extensions.reduce((bits, extension) => bits | 1 << (extension - 1), 0);
}
