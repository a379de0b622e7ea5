/** What a check of this host is, and what it finds. @module */

/** What of ringside a check is about; `nothing` where it only colours the figures. */
export type Need =
  | "bench"
  | "conformance"
  | "io_uring"
  | "libbpf"
  | "native row"
  | "syscall counts"
  | "test"
  | "wire lab"
  | "precision";

/** What a check finds. */
export type Finding =
  | {
    readonly status: "ok";
    /** What is there: `2.3, /usr/lib/liburing.so.2.3`. */
    readonly detail: string;
  }
  | {
    /** `missing`: what needs it cannot run. `limited`: it runs, with less. */
    readonly status: "missing" | "limited";
    readonly detail: string;
    /** What cannot be had for it, in a clause: `the libbpf implementation is skipped`. */
    readonly costs: string;
    /** The one command, or the one thing, that mends it. */
    readonly cure: string;
  };

/** One thing to look at on a host. */
export interface Check {
  /** `bpf_map`; stable, for `--format json`. */
  readonly id: string;
  /** What the finding is needed for; the exit code asks for all that names bench or conformance. */
  readonly neededBy: readonly Need[];
  /** Looks. Opens nothing that it does not close, and changes nothing. */
  examine(host: Host): Finding | Promise<Finding>;
}

/** What a check may know besides what it looks at itself. */
export interface Host {
  /** The oldest Deno that will do, `2.9.0`. */
  readonly denoMinimum: string;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  /** The text of /proc/self/status. */
  readonly status: string;
  /** The kernel's release, `6.1.0-13-amd64`. */
  readonly kernel: string;
}

/** A finding without fault. */
export function ok(detail: string): Finding {
  return { status: "ok", detail };
}

/** A finding with what it costs and what mends it. */
export function missing(detail: string, rest: { costs: string; cure: string }): Finding {
  return { status: "missing", detail, ...rest };
}

/** As {@linkcode missing}, where all still runs. */
export function limited(detail: string, rest: { costs: string; cure: string }): Finding {
  return { status: "limited", detail, ...rest };
}

/** An error's message, for a finding. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
