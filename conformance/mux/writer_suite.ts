/** The suite of writers, and of whole connections around them. @module */
import { AVAILABLE } from "../../lib/implementation.ts";
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { credit } from "../../lib/mux/writer/credit.ts";
import { writerImplementations } from "../../lib/mux/writer/table.ts";
import type { Suite } from "../suite.ts";
import { writerBugs, writerMutants } from "./mutants/writer_table.ts";
import { WriterFixture } from "./writer_fixture.ts";
import type { WriterRow } from "./writer_row.ts";
import { writerRules } from "./writer_table.ts";

export const muxWriterSuite: Suite<WriterRow, WriterFixture, WriterTraits> = {
  path: "mux/writer",
  role: "writer",
  implementations: writerImplementations,
  rules: writerRules,
  mutants: writerMutants,
  bugs: writerBugs,
  plain: credit,
  probeKernel: () => AVAILABLE, // sockets of one's own need no permission
  openFixture: (options) => new WriterFixture(options),
};
