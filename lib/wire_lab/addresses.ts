/** Who is who in the lab: names and addresses, fixed, since each lab has a namespace of its own. @module */

/** The subject's device and addresses. */
export const SUBJECT = {
  device: "subject0",
  address: "10.77.0.1",
  mac: "02:00:00:00:77:01",
} as const;

/** The peer's. Its IPv4 address belongs to no device: the peer speaks for it in raw frames. */
export const PEER = {
  device: "peer0",
  address: "10.77.0.2",
  mac: "02:00:00:00:77:02",
} as const;

/** Bits of the network that both addresses are in. */
export const PREFIX_BITS = 24;

/** The port that subjects connect to where one is enough; the peer accepts on all. */
export const LAB_PORT = 7000;
