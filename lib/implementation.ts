/** One row of a path's table: an implementation, what it declares and how to open it. @module */

/** What every implementation declares of the host it needs. */
export interface HostTraits {
  /** Which thread may use an instance. */
  readonly thread: "owner";
  /** The first kernel with all that it needs, `"5.8"`. */
  readonly minimumKernel: string;
  /** True when only a real kernel object will do, so that a fake cannot stand in. */
  readonly needsKernel: boolean;
  /** Whether it works through an io_uring of its own. @default {false} */
  readonly ring?: boolean;
}

/** What a source declares; the rules take their expectations from it. */
export interface Traits extends HostTraits {
  /** How payloads are reached: which interface of lib/source.ts the instance has. */
  readonly style: "cursor" | "lease" | "visitor";
  /** What one release covers. */
  readonly release: "record" | "batch" | "token";
  /** True when payloads are copied out, so that a held one does not keep its producer waiting. */
  readonly copies: boolean;
  /** Whether `next` reports discarded payloads, or passes over them. */
  readonly discardsVisible: boolean;
  /** At a payload reserved and not yet submitted: report EMPTY, or spin until it is. */
  readonly busy: "empty" | "spin";
  /** What a wait does while payloads are held: poll with a bounded pause, refuse, or not apply. */
  readonly heldWait: { readonly pollMs: number } | "refuse" | "not_applicable";
  /** What the end of a lease does with payloads not committed; for style `lease`. */
  readonly scopeEnd?: "carry" | "rewind" | "commit";
  /** What a visit that throws or stops does to its payload; for style `visitor`. */
  readonly visitError?: "consumed" | "kept";
  /** The most payloads that can be handed out and not released; Infinity: as many as fit. */
  readonly maxInFlight: number;
  /** Whether payloads come in the order of their reservation. */
  readonly ordered: boolean;
  /** Close leaves the memory mapped until disposal, or refuses while payloads are held. */
  readonly closeMode: "keeps_memory" | "refuses_while_held";
  /**
   * Which buffers are out while there is nothing to read, where connections share a pool: none, one
   * for each connection, or as many as were asked for, whatever the connections.
   *
   * @default {"none"}
   */
  readonly idleBuffers?: "none" | "per_connection" | "fixed";
}

/** What a sink declares. */
export interface SinkTraits extends HostTraits {
  /**
   * What gives a buffer back: the return of the call (it was copied), a completion, or a
   * notification that comes after the kernel has read the pages.
   */
  readonly release: "return" | "completion" | "notification";
  /** Whether sends wait for `flush`, which ships them with one call. */
  readonly batched: boolean;
  /** The most sends taken and not given back; one more is refused with CapReached. */
  readonly maxInFlight: number;
  /** Whether several sends in flight on one stream arrive whole and in order. */
  readonly ordered: boolean;
  /** Whether `send` may take less than it was given; the caller sends the rest. */
  readonly shortSends: boolean;
  /** What close does with sends in flight: waits for them, or cancels them and then waits. */
  readonly closeMode: "drains" | "cancels";
  /** Whether the kernel is asked not to copy. What it did is counted, never assumed. */
  readonly asksZeroCopy: boolean;
}

/** Whether an implementation can run here. */
export type Probe =
  | { readonly available: true }
  | {
    readonly available: false;
    /** What is missing, in a sentence. */
    readonly reason: string;
    /** The one thing that mends it. */
    readonly cure: string;
    /**
     * True when the host denies it (permission, limit, missing library): skipped. False when the
     * kernel, new enough and willing, does not have it: broken.
     */
    readonly denied: boolean;
  };

/** An implementation of a path, as a row of its table. */
export interface Implementation<Input, Instance, T extends HostTraits = Traits> {
  /** Its file's name: `copy`. */
  readonly name: string;
  /** One line for tables and `--list`. */
  readonly summary: string;
  /** Where the design was published: a URL. */
  readonly source: string;
  /** Which path a row of a user's module joins; built-in rows stand in the table of theirs. */
  readonly path?: string;
  readonly traits: T;
  /** Asks the host; opens nothing that it does not close. */
  probe(): Probe;
  /**
   * Opens an instance. The caller disposes it.
   *
   * @throws {SysError} when the kernel refuses; nothing stays open.
   */
  open(input: Input): Instance;
}

/** The probe of what needs nothing. */
export const AVAILABLE: Probe = { available: true };
