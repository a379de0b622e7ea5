/** Reads struct tcp_info, which newer kernels make longer. @module */
import { TCP_INFO_VALUE } from "../../../ffi/sock_diag.ts";
import { number64 } from "./number64.ts";
import type { TcpInfo } from "./socket_record.ts";

const AT = TCP_INFO_VALUE.fields;

/** What every kernel since 2.6 gives. */
const BASE_BYTES = AT.tcpi_total_retrans.offset + 4;
/** Two bytes of bit fields, which have no names to ask the compiler for. */
const WINDOW_SCALES = AT.tcpi_options.offset + 1;
const LIMITS = AT.tcpi_options.offset + 2;

/**
 * Reads the value from `start` to `end` into `info`; what is not there becomes 0. Returns whether
 * there was anything: UDP gives an empty value.
 */
export function readTcpInfo(view: DataView, start: number, end: number, info: TcpInfo): boolean {
  if (end - start < BASE_BYTES) return false;
  readBytes(view, start, info);
  readWords(view, start, info);
  readRates(view, start, end, info);
  readCounters(view, start, end, info);
  return true;
}

function readBytes(view: DataView, at: number, info: TcpInfo): void {
  info.state = view.getUint8(at + AT.tcpi_state.offset);
  info.congestionState = view.getUint8(at + AT.tcpi_ca_state.offset);
  info.retransmits = view.getUint8(at + AT.tcpi_retransmits.offset);
  info.probes = view.getUint8(at + AT.tcpi_probes.offset);
  info.backoff = view.getUint8(at + AT.tcpi_backoff.offset);
  info.options = view.getUint8(at + AT.tcpi_options.offset);
  const scales = view.getUint8(at + WINDOW_SCALES);
  info.sendWindowScale = scales & 0xf;
  info.receiveWindowScale = scales >>> 4;
  const limits = view.getUint8(at + LIMITS);
  info.deliveryRateAppLimited = limits & 1;
  info.fastopenClientFailure = limits >>> 1 & 3;
}

function readWords(view: DataView, at: number, info: TcpInfo): void {
  info.retransmitTimeoutUs = view.getUint32(at + AT.tcpi_rto.offset, true);
  info.ackTimeoutUs = view.getUint32(at + AT.tcpi_ato.offset, true);
  info.sendMssBytes = view.getUint32(at + AT.tcpi_snd_mss.offset, true);
  info.receiveMssBytes = view.getUint32(at + AT.tcpi_rcv_mss.offset, true);
  info.unacknowledged = view.getUint32(at + AT.tcpi_unacked.offset, true);
  info.selectivelyAcknowledged = view.getUint32(at + AT.tcpi_sacked.offset, true);
  info.lost = view.getUint32(at + AT.tcpi_lost.offset, true);
  info.retransmitted = view.getUint32(at + AT.tcpi_retrans.offset, true);
  info.forwardAcknowledged = view.getUint32(at + AT.tcpi_fackets.offset, true);
  info.lastDataSentMs = view.getUint32(at + AT.tcpi_last_data_sent.offset, true);
  info.lastAckSentMs = view.getUint32(at + AT.tcpi_last_ack_sent.offset, true);
  info.lastDataReceivedMs = view.getUint32(at + AT.tcpi_last_data_recv.offset, true);
  info.lastAckReceivedMs = view.getUint32(at + AT.tcpi_last_ack_recv.offset, true);
  info.pathMtuBytes = view.getUint32(at + AT.tcpi_pmtu.offset, true);
  info.receiveSlowStartThreshold = view.getUint32(at + AT.tcpi_rcv_ssthresh.offset, true);
  info.rttUs = view.getUint32(at + AT.tcpi_rtt.offset, true);
  info.rttVarianceUs = view.getUint32(at + AT.tcpi_rttvar.offset, true);
  info.slowStartThreshold = view.getUint32(at + AT.tcpi_snd_ssthresh.offset, true);
  info.congestionWindow = view.getUint32(at + AT.tcpi_snd_cwnd.offset, true);
  info.advertisedMssBytes = view.getUint32(at + AT.tcpi_advmss.offset, true);
  info.reordering = view.getUint32(at + AT.tcpi_reordering.offset, true);
  info.receiveRttUs = view.getUint32(at + AT.tcpi_rcv_rtt.offset, true);
  info.receiveSpaceBytes = view.getUint32(at + AT.tcpi_rcv_space.offset, true);
  info.totalRetransmits = view.getUint32(at + AT.tcpi_total_retrans.offset, true);
}

function readRates(view: DataView, at: number, end: number, info: TcpInfo): void {
  info.pacingRate = tail64(view, at + AT.tcpi_pacing_rate.offset, end);
  info.maximumPacingRate = tail64(view, at + AT.tcpi_max_pacing_rate.offset, end);
  info.minimumRttUs = tail32(view, at + AT.tcpi_min_rtt.offset, end);
  info.deliveryRate = tail64(view, at + AT.tcpi_delivery_rate.offset, end);
  info.busyTimeUs = tail64(view, at + AT.tcpi_busy_time.offset, end);
  info.receiveWindowLimitedUs = tail64(view, at + AT.tcpi_rwnd_limited.offset, end);
  info.sendBufferLimitedUs = tail64(view, at + AT.tcpi_sndbuf_limited.offset, end);
}

function readCounters(view: DataView, at: number, end: number, info: TcpInfo): void {
  info.bytesAcknowledged = tail64(view, at + AT.tcpi_bytes_acked.offset, end);
  info.bytesReceived = tail64(view, at + AT.tcpi_bytes_received.offset, end);
  info.segmentsOut = tail32(view, at + AT.tcpi_segs_out.offset, end);
  info.segmentsIn = tail32(view, at + AT.tcpi_segs_in.offset, end);
  info.unsentBytes = tail32(view, at + AT.tcpi_notsent_bytes.offset, end);
  info.dataSegmentsIn = tail32(view, at + AT.tcpi_data_segs_in.offset, end);
  info.dataSegmentsOut = tail32(view, at + AT.tcpi_data_segs_out.offset, end);
  info.delivered = tail32(view, at + AT.tcpi_delivered.offset, end);
  info.deliveredMarked = tail32(view, at + AT.tcpi_delivered_ce.offset, end);
  info.bytesSent = tail64(view, at + AT.tcpi_bytes_sent.offset, end);
  info.bytesRetransmitted = tail64(view, at + AT.tcpi_bytes_retrans.offset, end);
  info.duplicateSacks = tail32(view, at + AT.tcpi_dsack_dups.offset, end);
  info.reorderingsSeen = tail32(view, at + AT.tcpi_reord_seen.offset, end);
  info.outOfOrderSegments = tail32(view, at + AT.tcpi_rcv_ooopack.offset, end);
  info.sendWindowBytes = tail32(view, at + AT.tcpi_snd_wnd.offset, end);
}

function tail32(view: DataView, at: number, end: number): number {
  return at + 4 <= end ? view.getUint32(at, true) : 0;
}

function tail64(view: DataView, at: number, end: number): number {
  return at + 8 <= end ? number64(view, at) : 0;
}
