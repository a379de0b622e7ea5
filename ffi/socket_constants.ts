/** Constants of sockets: families, types, levels, options and flags. @module */

/** sys/socket.h: address families */
export const AF_UNSPEC = 0;
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;

/** sys/socket.h: types, and what may be or-ed to them */
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_SEQPACKET = 5;
export const SOCK_NONBLOCK = 0x800;
export const SOCK_CLOEXEC = 0x80000;
export const SOMAXCONN = 4096;

/** netinet/in.h: protocols, and the levels of their options */
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const SOL_IP = 0;
export const SOL_IPV6 = 41;
export const SOL_SOCKET = 1;
export const SOL_PACKET = 263;
export const SOL_NETLINK = 270;

/** sys/socket.h: options of every socket */
export const SO_TYPE = 3;
export const SO_ERROR = 4;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_LINGER = 13;
export const SO_COOKIE = 57;
export const SO_ZEROCOPY = 60;

/** netinet/in.h: errors of a connection as messages on its error queue */
export const IP_RECVERR = 11;
export const IPV6_RECVERR = 25;

/** netinet/tcp.h: options of TCP */
export const TCP_NODELAY = 1;
export const TCP_INFO = 11;
export const TCP_CONGESTION = 13;
export const TCP_USER_TIMEOUT = 18;

/** linux/if_packet.h: options of packet sockets */
export const PACKET_QDISC_BYPASS = 20;

/** linux/netlink.h: options of netlink sockets */
export const NETLINK_CAP_ACK = 10;
export const NETLINK_EXT_ACK = 11;

/** sys/socket.h: flags of a transfer; those of `msg_flags` too */
export const MSG_PEEK = 0x02;
export const MSG_CTRUNC = 0x08;
export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;
export const MSG_WAITALL = 0x100;
export const MSG_ERRQUEUE = 0x2000;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_ZEROCOPY = 0x4000000;

/** sys/socket.h: what {@linkcode shutdown} ends */
export const SHUT_RD = 0;
export const SHUT_WR = 1;
export const SHUT_RDWR = 2;
