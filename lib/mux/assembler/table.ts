/** Every assembler, baseline first: add a row here, nowhere else. @module */
import type { AssemblerImplementation } from "./contract.ts";
import { copying } from "./copying.ts";
import { direct } from "./direct.ts";

export const assemblerImplementations: readonly AssemblerImplementation[] = [copying, direct];
