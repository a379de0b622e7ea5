/** One socket of a dump: the fields of socket_record.proto, in an object that is filled anew. @module */

/** What TCP says of a connection; see socket_record.proto. */
export class TcpInfo {
  congestionState = 0;
  retransmits = 0;
  retransmitTimeoutUs = 0;
  sendMssBytes = 0;
  receiveMssBytes = 0;
  unacknowledged = 0;
  lost = 0;
  retransmitted = 0;
  lastDataSentMs = 0;
  lastDataReceivedMs = 0;
  lastAckReceivedMs = 0;
  pathMtuBytes = 0;
  rttUs = 0;
  rttVarianceUs = 0;
  slowStartThreshold = 0;
  congestionWindow = 0;
  reordering = 0;
  receiveRttUs = 0;
  receiveSpaceBytes = 0;
  totalRetransmits = 0;
  bytesAcknowledged = 0;
  bytesReceived = 0;
  segmentsOut = 0;
  segmentsIn = 0;
  unsentBytes = 0;
  minimumRttUs = 0;
  deliveryRate = 0;
  busyTimeUs = 0;
  bytesSent = 0;
  bytesRetransmitted = 0;
}

/** One socket. Its arrays and its `tcp` are those of the parser: valid until the next record. */
export class SocketRecord {
  family = 0;
  protocol = 0;
  state = 0;
  timer = 0;
  timerRetransmits = 0;
  timerExpiresMs = 0;
  /** 4 or 16 bytes, in network order. */
  sourceAddress: Uint8Array = new Uint8Array(0);
  sourcePort = 0;
  destinationAddress: Uint8Array = new Uint8Array(0);
  destinationPort = 0;
  interfaceIndex = 0;
  cookie = 0;
  receiveQueueBytes = 0;
  sendQueueBytes = 0;
  userId = 0;
  inode = 0;
  /** Undefined where the kernel gave none: UDP, and TCP in TIME_WAIT. */
  tcp: TcpInfo | undefined = undefined;
}
