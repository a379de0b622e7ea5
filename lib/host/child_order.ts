/** The child's side of a child process: what it was told, and its bond to its parent. @module */
import { pinProcess } from "../../ffi/affinity.ts";
import { dieWithParent } from "../../ffi/process.ts";

/** What every child is told, as JSON in its first argument. */
export interface ChildOrder {
  readonly parentId: number;
  /** The CPU to run on; null for any. */
  readonly cpu: number | null;
}

/** First thing to call in a child: from here on it ends with its parent, however that ends. */
export function takeOrder<O extends ChildOrder>(): O {
  const order = JSON.parse(Deno.args[0] ?? "null") as O;
  dieWithParent(order.parentId);
  if (order.cpu !== null) pinProcess(order.cpu);
  return order;
}
