/** Every writer, baseline first: add a row here, nowhere else. @module */
import { bounded } from "./bounded.ts";
import type { WriterImplementation } from "./contract.ts";
import { credit } from "./credit.ts";
import { flush } from "./flush.ts";
import { unbounded } from "./unbounded.ts";

export const writerImplementations: readonly WriterImplementation[] = [
  flush,
  unbounded,
  bounded,
  credit,
];
