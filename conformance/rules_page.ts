/** docs/rules.md: every rule with its sentence, source, mutants and who it applies to. @module */
import { suites, tableMutants } from "./catalog.ts";
import type { Rule } from "./rule.ts";
import { type AnyImplementation, type AnySuite, exemption } from "./suite.ts";

const INTRODUCTION = `# Rules

Generated from the tables by \`deno run -A cli/rules_page.ts\`; a test fails when it is stale.

A rule's id is its file below \`conformance/\`: \`shared/\` holds those of every source, \`sink/\`
those of every sink, \`ring/\` those of whatever works through an io_uring of its own. Every rule
names mutants, implementations broken on purpose, that it must kill:
\`./ringside conformance --self-test\` proves it. Checked on: \`kernel\` is a real BPF ring buffer
or socket, \`fake\` what stands in for it and says so (a memfd laid out alike, a script of the
kernel's answers), \`both\` the kernel's where it lets us and the fake elsewhere.`;

/** What is checked on what; in words. */
const GROUNDS = { kernel: "kernel only", fake: "fake only", both: "both" } as const;

/** Renders the page. */
export function renderRulesPage(): string {
  const described = new Set<string>();
  const parts = suites.flatMap((suite: AnySuite) => {
    const rules = suite.rules as readonly Rule<Disposable>[];
    const fresh = rules.filter(({ id }) => !described.has(id)); // those of a role: once
    for (const { id } of fresh) described.add(id);
    return [
      `## ${suite.path}: ${rules.length} rules, ${tableMutants(suite).length} mutants`,
      renderMatrix(suite),
      ...fresh.map(renderRule),
      renderMutants(suite),
    ];
  });
  return `${[INTRODUCTION, ...parts].join("\n\n")}\n`;
}

/** Which rule applies to which implementation. */
function renderMatrix(suite: AnySuite): string {
  const rows = suite.implementations as readonly AnyImplementation[];
  const header = `| rule | ${rows.map(({ name }) => `\`${name}\``).join(" | ")} |`;
  const line = `| --- |${rows.map(() => " :-: |").join("")}`;
  const body = (suite.rules as readonly Rule<Disposable>[]).map((rule) => {
    const marks = rows.map(({ traits }) => exemption(rule, traits) === undefined ? "✓" : "·");
    return `| \`${rule.id}\` | ${marks.join(" | ")} |`;
  });
  return [header, line, ...body, "", "✓ applies, · does not."].join("\n");
}

/** One rule, with all suites that have it. */
function renderRule({ id }: Rule<Disposable>): string {
  const having = suites.flatMap((suite: AnySuite) => {
    const rule = (suite.rules as readonly Rule<Disposable>[]).find((one) => one.id === id);
    return rule === undefined ? [] : [{ suite, rule }];
  });
  const { rule } = having[0]!;
  const kills = new Set(having.flatMap((one) => one.rule.killedBy));
  const exempt = renderExempt(having);
  return [
    `### \`${id}\``,
    "",
    `${rule.requirement}.`,
    "",
    `- source: ${rule.source.startsWith("http") ? `<${rule.source}>` : `\`${rule.source}\``}`,
    `- known as: ${rule.paths.join(", ")}`,
    `- checked on: ${GROUNDS[rule.on]}`,
    `- kills: ${[...kills].map((name) => `\`${name}\``).join(", ")}`,
    ...(exempt.length > 0 ? [`- does not apply to: ${exempt.join("; ")}`] : []),
  ].join("\n");
}

/** Those that it says nothing about, by reason. */
function renderExempt(
  having: readonly {
    readonly suite: AnySuite;
    readonly rule: Rule<Disposable>;
  }[],
): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const { suite, rule } of having) {
    for (const { name, traits } of suite.implementations as readonly AnyImplementation[]) {
      const reason = exemption(rule, traits);
      if (reason === undefined) continue;
      reasons.set(reason, [...reasons.get(reason) ?? [], `\`${suite.path}/${name}\``]);
    }
  }
  return [...reasons].map(([reason, names]) => `${names.join(", ")} (${reason})`);
}

function renderMutants(suite: AnySuite): string {
  const lines = tableMutants(suite).map(({ name, bug }) => `- \`${name}\`: ${bug}`);
  return [`### Mutants of ${suite.path}`, "", ...lines].join("\n");
}
