/** One socket of a dump: the fields of socket_record.proto, in objects that are filled anew. @module */

/** What TCP says of a connection; see socket_record.proto. */
export class TcpInfo {
  state = 0;
  congestionState = 0;
  retransmits = 0;
  probes = 0;
  backoff = 0;
  options = 0;
  sendWindowScale = 0;
  receiveWindowScale = 0;
  deliveryRateAppLimited = 0;
  fastopenClientFailure = 0;
  retransmitTimeoutUs = 0;
  ackTimeoutUs = 0;
  sendMssBytes = 0;
  receiveMssBytes = 0;
  unacknowledged = 0;
  selectivelyAcknowledged = 0;
  lost = 0;
  retransmitted = 0;
  forwardAcknowledged = 0;
  lastDataSentMs = 0;
  lastAckSentMs = 0;
  lastDataReceivedMs = 0;
  lastAckReceivedMs = 0;
  pathMtuBytes = 0;
  receiveSlowStartThreshold = 0;
  rttUs = 0;
  rttVarianceUs = 0;
  slowStartThreshold = 0;
  congestionWindow = 0;
  advertisedMssBytes = 0;
  reordering = 0;
  receiveRttUs = 0;
  receiveSpaceBytes = 0;
  totalRetransmits = 0;
  pacingRate = 0;
  maximumPacingRate = 0;
  bytesAcknowledged = 0;
  bytesReceived = 0;
  segmentsOut = 0;
  segmentsIn = 0;
  unsentBytes = 0;
  minimumRttUs = 0;
  dataSegmentsIn = 0;
  dataSegmentsOut = 0;
  deliveryRate = 0;
  busyTimeUs = 0;
  receiveWindowLimitedUs = 0;
  sendBufferLimitedUs = 0;
  delivered = 0;
  deliveredMarked = 0;
  bytesSent = 0;
  bytesRetransmitted = 0;
  duplicateSacks = 0;
  reorderingsSeen = 0;
  outOfOrderSegments = 0;
  sendWindowBytes = 0;
}

/** The memory of a socket. */
export class SocketMemory {
  receiveAllocatedBytes = 0;
  receiveBufferBytes = 0;
  sendAllocatedBytes = 0;
  sendBufferBytes = 0;
  forwardAllocatedBytes = 0;
  sendQueuedBytes = 0;
  optionBytes = 0;
  backlogBytes = 0;
  drops = 0;
}

/** What BBR says of itself. */
export class BbrInfo {
  bandwidth = 0;
  minimumRttUs = 0;
  pacingGain = 0;
  congestionWindowGain = 0;
}

/** What DCTCP says of itself. */
export class DctcpInfo {
  enabled = 0;
  ceState = 0;
  alpha = 0;
  markedBytes = 0;
  totalBytes = 0;
}

/** What Vegas and its kin say of themselves. */
export class VegasInfo {
  enabled = 0;
  rttCount = 0;
  rttUs = 0;
  minimumRttUs = 0;
}

/** One socket. Its arrays and objects are those of the parser: valid until the next record. */
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
  memory: SocketMemory | undefined = undefined;
  /** Empty where there is none. */
  congestionAlgorithm = "";
  typeOfService = 0;
  trafficClass = 0;
  shutdown = 0;
  classId = 0;
  cgroupId = 0;
  socketOptions = 0;
  /** At most one of the three; most algorithms say nothing. */
  bbr: BbrInfo | undefined = undefined;
  dctcp: DctcpInfo | undefined = undefined;
  vegas: VegasInfo | undefined = undefined;

  /** Forgets what attributes said of another socket. */
  clearAttributes(): void {
    this.tcp = undefined;
    this.memory = undefined;
    this.congestionAlgorithm = "";
    this.typeOfService = 0;
    this.trafficClass = 0;
    this.shutdown = 0;
    this.classId = 0;
    this.cgroupId = 0;
    this.socketOptions = 0;
    this.bbr = undefined;
    this.dctcp = undefined;
    this.vegas = undefined;
  }
}
