/** What the lab and its peer process say to each other: a line of JSON each way. @module */

/** What the peer does with what arrives. */
export type Behaviour =
  /** Acknowledges all that a drain of the ring brought, once per connection. */
  | { readonly kind: "acknowledge" }
  /** Acknowledges each byte between `holdMs` and twice that after it came. */
  | { readonly kind: "late"; readonly holdMs: number }
  /** Takes segments in and says nothing, as if the way back were cut. */
  | { readonly kind: "silent" }
  /** Acknowledges, and grants no more: the sender stops, and probes now and then. */
  | { readonly kind: "zero_window" };

/** What the peer is started with. */
export interface PeerOrder {
  /** Whose end is the peer's end. */
  readonly parentId: number;
  readonly mtuBytes: number;
  readonly ringBytes: number;
  readonly windowBytes: number;
  /** The period of the pattern that payloads must match; null: samples are not judged. */
  readonly patternBytes: number | null;
  /** The CPU the peer is kept on, and polls on while records come; null for any. */
  readonly cpu: number | null;
}

/** A command, and the port it is for: all ports where null. */
export type PeerCommand =
  | { readonly do: "stats" }
  | { readonly do: "behave"; readonly port: number | null; readonly behaviour: Behaviour }
  | { readonly do: "reset"; readonly port: number | null };

/** What one connection came to. */
export interface ConnectionStats {
  /** The lab's port, which the subject connected to. */
  readonly port: number;
  /** The subject's own port. */
  readonly subjectPort: number;
  /** Bytes that came in order and whole. */
  readonly receivedBytes: number;
  /** Bytes that were acknowledged. */
  readonly acknowledgedBytes: number;
  /** How it stands: the subject ended it (FIN), or one side cut it (RST), or neither. */
  readonly state: "open" | "finished" | "reset";
}

/** What the peer saw since it was started. */
export interface PeerStats {
  /** Segments noted by the BPF program, SYN, FIN and bare acknowledgements too. */
  readonly segments: number;
  /** Of these, those with a payload. */
  readonly dataSegments: number;
  /** Bytes received in order and whole, of all connections. */
  readonly receivedBytes: number;
  /** Bytes acknowledged, of all connections. */
  readonly acknowledgedBytes: number;
  /** Segments whose bytes had all been received before. */
  readonly retransmissions: number;
  /** Segments that came before one they follow, and were kept. */
  readonly outOfOrder: number;
  /** Segments lost since the ring was full, or too many gaps were open; the sender repeats them. */
  readonly lost: number;
  /** Segments sent to the subject. */
  readonly replies: number;
  readonly sampledBytes: number;
  /** Of these, those that were not what the pattern says. */
  readonly corruptBytes: number;
  /** Where the first one was; null while there is none. */
  readonly firstCorrupt: { readonly port: number; readonly streamOffset: number } | null;
  readonly connections: readonly ConnectionStats[];
}

/** The peer's answers. */
export type PeerReply =
  | { readonly ok: PeerStats | null }
  | { readonly error: string };
