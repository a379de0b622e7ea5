/** A network namespace of a test's own. @module */
import { joinNetworkNamespace, openNetworkNamespace } from "./enter_namespace.ts";
import { unshareNetwork } from "./namespace.ts";

const isRoot = Deno.uid() === 0;
const suffix = isRoot ? "" : " (skipped: only root may make network namespaces)";

/** Runs `work` with this thread in a new namespace, and brings the thread back. */
export function inNewNamespace<T>(work: () => T): T {
  using home = openNetworkNamespace();
  unshareNetwork();
  try {
    return work();
  } finally {
    joinNetworkNamespace(home.fd);
  }
}

/**
 * A test whose claim is made in a namespace of its own. Nothing in it
 * may be awaited.
 */
export function testInNamespace(name: string, claim: () => void): void {
  Deno.test({ name: name + suffix, ignore: !isRoot, fn: () => inNewNamespace(claim) });
}
