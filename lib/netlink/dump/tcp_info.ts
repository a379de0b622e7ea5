/** Reads struct tcp_info, which newer kernels make longer. @module */
import { TCP_INFO_VALUE } from "../../../ffi/sock_diag.ts";
import type { TcpInfo } from "./socket_record.ts";

const AT = TCP_INFO_VALUE.fields;
const WORD_FACTOR = 2 ** 32;

/** What every kernel since 2.6 gives. */
const BASE_BYTES = AT.tcpi_total_retrans.offset + 4;

/**
 * Reads the value from `start` to `end` into `info`; what is not there becomes 0. Returns whether
 * there was anything: UDP gives an empty value.
 */
export function readTcpInfo(view: DataView, start: number, end: number, info: TcpInfo): boolean {
  if (end - start < BASE_BYTES) return false;
  readBase(view, start, info);
  readCounters(view, start, end, info);
  return true;
}

function readBase(view: DataView, at: number, info: TcpInfo): void {
  info.congestionState = view.getUint8(at + AT.tcpi_ca_state.offset);
  info.retransmits = view.getUint8(at + AT.tcpi_retransmits.offset);
  info.retransmitTimeoutUs = view.getUint32(at + AT.tcpi_rto.offset, true);
  info.sendMssBytes = view.getUint32(at + AT.tcpi_snd_mss.offset, true);
  info.receiveMssBytes = view.getUint32(at + AT.tcpi_rcv_mss.offset, true);
  info.unacknowledged = view.getUint32(at + AT.tcpi_unacked.offset, true);
  info.lost = view.getUint32(at + AT.tcpi_lost.offset, true);
  info.retransmitted = view.getUint32(at + AT.tcpi_retrans.offset, true);
  info.lastDataSentMs = view.getUint32(at + AT.tcpi_last_data_sent.offset, true);
  info.lastDataReceivedMs = view.getUint32(at + AT.tcpi_last_data_recv.offset, true);
  info.lastAckReceivedMs = view.getUint32(at + AT.tcpi_last_ack_recv.offset, true);
  info.pathMtuBytes = view.getUint32(at + AT.tcpi_pmtu.offset, true);
  info.rttUs = view.getUint32(at + AT.tcpi_rtt.offset, true);
  info.rttVarianceUs = view.getUint32(at + AT.tcpi_rttvar.offset, true);
  info.slowStartThreshold = view.getUint32(at + AT.tcpi_snd_ssthresh.offset, true);
  info.congestionWindow = view.getUint32(at + AT.tcpi_snd_cwnd.offset, true);
  info.reordering = view.getUint32(at + AT.tcpi_reordering.offset, true);
  info.receiveRttUs = view.getUint32(at + AT.tcpi_rcv_rtt.offset, true);
  info.receiveSpaceBytes = view.getUint32(at + AT.tcpi_rcv_space.offset, true);
  info.totalRetransmits = view.getUint32(at + AT.tcpi_total_retrans.offset, true);
}

function readCounters(view: DataView, at: number, end: number, info: TcpInfo): void {
  info.bytesAcknowledged = number64(view, at + AT.tcpi_bytes_acked.offset, end);
  info.bytesReceived = number64(view, at + AT.tcpi_bytes_received.offset, end);
  info.segmentsOut = number32(view, at + AT.tcpi_segs_out.offset, end);
  info.segmentsIn = number32(view, at + AT.tcpi_segs_in.offset, end);
  info.unsentBytes = number32(view, at + AT.tcpi_notsent_bytes.offset, end);
  info.minimumRttUs = number32(view, at + AT.tcpi_min_rtt.offset, end);
  info.deliveryRate = number64(view, at + AT.tcpi_delivery_rate.offset, end);
  info.busyTimeUs = number64(view, at + AT.tcpi_busy_time.offset, end);
  info.bytesSent = number64(view, at + AT.tcpi_bytes_sent.offset, end);
  info.bytesRetransmitted = number64(view, at + AT.tcpi_bytes_retrans.offset, end);
}

function number32(view: DataView, at: number, end: number): number {
  return at + 4 <= end ? view.getUint32(at, true) : 0;
}

function number64(view: DataView, at: number, end: number): number {
  if (at + 8 > end) return 0;
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * WORD_FACTOR;
}
