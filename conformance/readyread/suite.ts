/** The suite of the readyread path. @module */
import { AVAILABLE } from "../../lib/implementation.ts";
import { ready } from "../../lib/readyread/ready.ts";
import { readImplementations } from "../../lib/readyread/table.ts";
import { ringRules } from "../ring/table.ts";
import { socketSourceBugs } from "../shared/mutants/table.ts";
import { socketSourceRules } from "../shared/socket_table.ts";
import type { Suite } from "../suite.ts";
import { readBugs, readMutants } from "./mutants/table.ts";
import { ManyFixture, type ReadFixture, type ReadRow } from "./read_fixture.ts";
import { readRules } from "./table.ts";

export const readyreadSuite: Suite<ReadRow, ReadFixture> = {
  path: "readyread",
  role: "source",
  implementations: readImplementations,
  rules: [...socketSourceRules, ...readRules, ...ringRules],
  mutants: readMutants,
  bugs: [...socketSourceBugs, ...readBugs],
  plain: ready,
  probeKernel: () => AVAILABLE, // sockets on loopback are anybody's
  openFixture: (options) => new ManyFixture(options),
};
