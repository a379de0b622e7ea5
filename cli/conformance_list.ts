/** The list of rules and implementations, as `conformance --list` prints it. @module */
import { type Listed, suites } from "../conformance/catalog.ts";
import type { Rule } from "../conformance/rule.ts";
import { type AnySuite, exemption } from "../conformance/suite.ts";
import type { HostTraits } from "../lib/implementation.ts";

/** Whether a suite has the rule, and it says something about such an implementation. */
function appliesTo(suite: AnySuite, pair: {
  readonly id: string;
  readonly traits: HostTraits;
}): boolean {
  const rules = suite.rules as readonly Rule<Disposable>[];
  const own = rules.find(({ id }) => id === pair.id);
  return own !== undefined && exemption(own, pair.traits) === undefined;
}

/** Renders the list; `chosen` limits it to these ids. */
export function renderList(listed: readonly Listed[], chosen?: readonly string[]): string {
  const wanted = chosen && new Set(chosen);
  const isWanted = ({ id }: { readonly id: string }) => wanted === undefined || wanted.has(id);
  const rules = new Map<string, Rule<Disposable>>();
  for (const suite of suites) {
    for (const rule of suite.rules as readonly Rule<Disposable>[]) rules.set(rule.id, rule);
  }
  const ruleRows = [...rules.values()].filter(isWanted).map((rule) => {
    const applying = listed.filter(({ suite, implementation }) =>
      appliesTo(suite, { id: rule.id, traits: implementation.traits })
    );
    return [rule.id, `${rule.requirement} [${applying.length} of ${listed.length}, ${rule.on}]`];
  });
  const rows = listed.filter(isWanted).map((
    { id, implementation },
  ) => [id, implementation.summary]);
  const width = Math.max(...[...ruleRows, ...rows].map(([id]) => id!.length)) + 2;
  const lines = (table: readonly (readonly string[])[]) =>
    table.map(([id, text]) => `  ${id!.padEnd(width)}${text}`);
  return [
    ...(ruleRows.length > 0 ? ["Rules [implementations that it applies to, where]"] : []),
    ...lines(ruleRows),
    ...(rows.length > 0 ? ["Implementations"] : []),
    ...lines(rows),
  ].join("\n");
}
