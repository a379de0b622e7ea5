/** The ringbuf path: what an implementation is given, and what it gives. @module */
import type { Implementation } from "../implementation.ts";
import type { AnySource } from "../source.ts";

/** A ring to read: a BPF ring buffer map, or the memfd fake with the same layout. */
export interface Ring {
  /** "kernel" for a BPF map, "fake" for a memfd laid out alike. */
  readonly kind: "kernel" | "fake";
  /** The map's (or memfd's) descriptor. Borrowed: its owner closes it. */
  readonly fd: number;
  /** What epoll waits on: the map's descriptor, or the fake's eventfd. Borrowed. */
  readonly pollFd: number;
  /** The size of the data area in bytes: a power of two and a multiple of the page size. */
  readonly sizeBytes: number;
}

/** What {@linkcode Implementation.open} takes. */
export interface RingbufInput {
  readonly ring: Ring;
  /**
   * Checked mode: views throw once their record is released. Conformance uses it, bench does not.
   *
   * @default {false}
   */
  readonly checked?: boolean;
}

/** A reader of BPF ring buffers. */
export type RingbufImplementation = Implementation<RingbufInput, AnySource>;
