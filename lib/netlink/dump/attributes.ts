/** Reads the attributes behind a socket of a dump. Nothing is made per socket. @module */
import * as D from "../../../ffi/sock_diag.ts";
import { IPPROTO_TCP } from "../../../ffi/socket_constants.ts";
import { number64 } from "./number64.ts";
import {
  BbrInfo,
  DctcpInfo,
  SocketMemory,
  type SocketRecord,
  TcpInfo,
  VegasInfo,
} from "./socket_record.ts";
import { readTcpInfo } from "./tcp_info.ts";

/** What a dump asks for: all that can be asked for but MEMINFO, which SKMEMINFO has too. */
export const ASKED_EXTENSIONS: readonly number[] = [
  D.INET_DIAG_INFO,
  D.INET_DIAG_VEGASINFO, // of whichever algorithm
  D.INET_DIAG_CONG,
  D.INET_DIAG_TOS,
  D.INET_DIAG_TCLASS,
  D.INET_DIAG_SKMEMINFO,
  D.INET_DIAG_SHUTDOWN,
];

const BBR = D.TCP_BBR_INFO.fields;
const DCTCP = D.TCP_DCTCP_INFO.fields;
const VEGAS = D.TCPVEGAS_INFO.fields;
const WORD_BYTES = 4;
const MEMORY_BYTES = (D.SK_MEMINFO_DROPS + 1) * WORD_BYTES;
/** Names of algorithms kept, so that none is made per socket; there are some twenty. */
const NAMES_MAX = 64;

/** Fills a record from attributes, one by one. Its objects serve all sockets. */
export class AttributeReader {
  readonly #view: DataView;
  readonly #record: SocketRecord;
  readonly #names: AlgorithmNames;
  readonly #tcp = new TcpInfo();
  readonly #memory = new SocketMemory();
  readonly #bbr = new BbrInfo();
  readonly #dctcp = new DctcpInfo();
  readonly #vegas = new VegasInfo();

  constructor(view: DataView, record: SocketRecord) {
    this.#view = view;
    this.#record = record;
    this.#names = new AlgorithmNames(view);
  }

  /** The attribute whose value lies from `at` to `end`; one too short, or unknown, says nothing. */
  read(type: number, at: number, end: number): void {
    const record = this.#record;
    const length = end - at;
    switch (type) {
      case D.INET_DIAG_INFO: // UDP answers with this attribute too, and nothing in it
        if (record.protocol !== IPPROTO_TCP) return;
        if (readTcpInfo(this.#view, at, end, this.#tcp)) record.tcp = this.#tcp;
        return;
      case D.INET_DIAG_SKMEMINFO:
        if (length >= MEMORY_BYTES) this.#readMemory(at);
        return;
      case D.INET_DIAG_CONG:
        record.congestionAlgorithm = this.#names.name(at, end);
        return;
      case D.INET_DIAG_CGROUP_ID:
        if (length >= 2 * WORD_BYTES) record.cgroupId = number64(this.#view, at);
        return;
      case D.INET_DIAG_CLASS_ID:
        if (length >= WORD_BYTES) record.classId = this.#view.getUint32(at, true);
        return;
      default:
        if (!this.#readSmall(type, at, length)) this.#readCongestion(type, at, length);
    }
  }

  /** One or two bytes. Returns whether it is one of those. */
  #readSmall(type: number, at: number, length: number): boolean {
    const value = length >= 1 ? this.#view.getUint8(at) : 0;
    if (type === D.INET_DIAG_TOS) this.#record.typeOfService = value;
    else if (type === D.INET_DIAG_TCLASS) this.#record.trafficClass = value;
    else if (type === D.INET_DIAG_SHUTDOWN) this.#record.shutdown = value;
    else if (type !== D.INET_DIAG_SOCKOPT) return false;
    else if (length >= 2) this.#record.socketOptions = this.#view.getUint16(at, true);
    return true;
  }

  #readMemory(at: number): void {
    const memory = this.#record.memory = this.#memory;
    memory.receiveAllocatedBytes = this.#word(at, D.SK_MEMINFO_RMEM_ALLOC);
    memory.receiveBufferBytes = this.#word(at, D.SK_MEMINFO_RCVBUF);
    memory.sendAllocatedBytes = this.#word(at, D.SK_MEMINFO_WMEM_ALLOC);
    memory.sendBufferBytes = this.#word(at, D.SK_MEMINFO_SNDBUF);
    memory.forwardAllocatedBytes = this.#word(at, D.SK_MEMINFO_FWD_ALLOC);
    memory.sendQueuedBytes = this.#word(at, D.SK_MEMINFO_WMEM_QUEUED);
    memory.optionBytes = this.#word(at, D.SK_MEMINFO_OPTMEM);
    memory.backlogBytes = this.#word(at, D.SK_MEMINFO_BACKLOG);
    memory.drops = this.#word(at, D.SK_MEMINFO_DROPS);
  }

  #readCongestion(type: number, at: number, length: number): void {
    const view = this.#view;
    if (type === D.INET_DIAG_BBRINFO && length >= D.TCP_BBR_INFO.sizeBytes) {
      const bbr = this.#record.bbr = this.#bbr;
      bbr.bandwidth = number64(view, at + BBR.bbr_bw_lo.offset);
      bbr.minimumRttUs = view.getUint32(at + BBR.bbr_min_rtt.offset, true);
      bbr.pacingGain = view.getUint32(at + BBR.bbr_pacing_gain.offset, true);
      bbr.congestionWindowGain = view.getUint32(at + BBR.bbr_cwnd_gain.offset, true);
    } else if (type === D.INET_DIAG_DCTCPINFO && length >= D.TCP_DCTCP_INFO.sizeBytes) {
      const dctcp = this.#record.dctcp = this.#dctcp;
      dctcp.enabled = view.getUint16(at + DCTCP.dctcp_enabled.offset, true);
      dctcp.ceState = view.getUint16(at + DCTCP.dctcp_ce_state.offset, true);
      dctcp.alpha = view.getUint32(at + DCTCP.dctcp_alpha.offset, true);
      dctcp.markedBytes = view.getUint32(at + DCTCP.dctcp_ab_ecn.offset, true);
      dctcp.totalBytes = view.getUint32(at + DCTCP.dctcp_ab_tot.offset, true);
    } else if (type === D.INET_DIAG_VEGASINFO && length >= D.TCPVEGAS_INFO.sizeBytes) {
      const vegas = this.#record.vegas = this.#vegas;
      vegas.enabled = view.getUint32(at + VEGAS.tcpv_enabled.offset, true);
      vegas.rttCount = view.getUint32(at + VEGAS.tcpv_rttcnt.offset, true);
      vegas.rttUs = view.getUint32(at + VEGAS.tcpv_rtt.offset, true);
      vegas.minimumRttUs = view.getUint32(at + VEGAS.tcpv_minrtt.offset, true);
    }
  }

  #word(at: number, index: number): number {
    return this.#view.getUint32(at + index * WORD_BYTES, true);
  }
}

/** Names of congestion control algorithms, each made once. */
class AlgorithmNames {
  readonly #view: DataView;
  readonly #names: string[] = [];
  /** Most sockets have the same one as the socket before. */
  #last = "";

  constructor(view: DataView) {
    this.#view = view;
  }

  /** The text from `at` to `end` or to the zero that ends it. */
  name(at: number, end: number): string {
    if (this.#is(this.#last, at, end)) return this.#last;
    for (const name of this.#names) {
      if (this.#is(name, at, end)) return this.#last = name;
    }
    let name = "";
    for (let index = at; index < end; index++) {
      const code = this.#view.getUint8(index);
      if (code === 0) break;
      name += String.fromCharCode(code);
    }
    if (this.#names.length < NAMES_MAX) this.#names.push(name);
    return this.#last = name;
  }

  #is(name: string, at: number, end: number): boolean {
    const length = name.length;
    if (at + length > end) return false;
    for (let index = 0; index < length; index++) {
      if (this.#view.getUint8(at + index) !== name.charCodeAt(index)) return false;
    }
    return at + length === end || this.#view.getUint8(at + length) === 0;
  }
}
