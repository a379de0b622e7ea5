/** Orders settings: one parameter gives the columns, the others the slices. @module */
import type { Group } from "../results/comparison.ts";
import { formatNumber, formatValue } from "./format.ts";

/** A value of the column parameter, and the rows measured there. */
export interface Column {
  readonly label: string;
  readonly group: Group;
}

/** The settings that differ in the column parameter alone. */
export interface Slice {
  /** `consumer touch`, as it reads; empty where there is nothing to tell apart. */
  readonly label: string;
  /** The parameter of the columns; empty where there is one setting without parameters. */
  readonly parameter: string;
  readonly columns: readonly Column[];
}

/** Cuts groups into slices; the numeric parameter with the most values gives the columns. */
export function sliceGroups(groups: readonly Group[]): Slice[] {
  const parameter = columnParameter(groups);
  const varying = Object.keys(groups[0]?.parameters ?? {})
    .filter((name) => name !== parameter && valuesOf(groups, name).size > 1);
  const slices = new Map<string, Column[]>();
  for (const group of groups) {
    const label = varying.map((name) => nameAndValue(name, group.parameters[name]!)).join(", ");
    const column = { label: wordValue(parameter, group.parameters[parameter] ?? ""), group };
    const columns = slices.get(label);
    if (columns) columns.push(column);
    else slices.set(label, [column]);
  }
  return [...slices].map(([label, columns]) => ({
    label,
    parameter,
    columns: columns.toSorted((a, b) => compareValues(a.group, b.group, parameter)),
  }));
}

/** One setting in words: `payload 64 B, consumer touch`. */
export function describeSetting(group: Group): string {
  return describeParameters(group.parameters);
}

/** Parameters in words. */
export function describeParameters(parameters: Group["parameters"]): string {
  return Object.entries(parameters).map(([name, value]) => nameAndValue(name, value))
    .join(", ");
}

/** Units that a parameter's name ends in, in nanoseconds; bytes stand for themselves. */
const TIME_UNITS: Readonly<Record<string, number>> = { Ns: 1, Us: 1e3, Ms: 1e6 };
const UNIT = /(Bytes|Ns|Us|Ms)$/;

/** A parameter's name in words, its unit left to the values: `payload`, `commit every`. */
export function wordName(name: string): string {
  return name.replace(UNIT, "").replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}

/** A parameter's value as it reads: `2 KiB`, `10,000`, `touch`. */
function wordValue(name: string, value: string | number): string {
  if (typeof value === "string") return value;
  const unit = UNIT.exec(name)?.[1];
  if (unit === undefined || value === 0) return formatNumber(value);
  return unit === "Bytes"
    ? formatValue(value, "bytes")
    : formatValue(value * TIME_UNITS[unit]!, "ns");
}

function nameAndValue(name: string, value: string | number): string {
  return `${wordName(name)} ${wordValue(name, value)}`;
}

function columnParameter(groups: readonly Group[]): string {
  const all = Object.keys(groups[0]?.parameters ?? {});
  const shared = all.filter((name) => !separatesTables(groups, name));
  const names = shared.length > 0 ? shared : all;
  const ranked = names.map((name) => {
    const values = valuesOf(groups, name);
    const numeric = [...values].every((value) => typeof value === "number");
    return { name, weight: values.size + (numeric && values.size > 1 ? 1000 : 0) };
  });
  return ranked.toSorted((a, b) => b.weight - a.weight)[0]?.name ?? "";
}

/** Whether each of its values has a baseline of its own: columns would be of different rows. */
function separatesTables(groups: readonly Group[], name: string): boolean {
  const tables = new Map<unknown, Set<string>>();
  for (const { parameters, rows } of groups) {
    const value = parameters[name];
    const baselines = tables.get(value) ?? new Set();
    tables.set(value, baselines);
    for (const row of rows) if (row.role === "baseline") baselines.add(row.implementation);
  }
  const baselines = [...tables.values()].flatMap((own) => [...own]);
  return baselines.length === tables.size && new Set(baselines).size === tables.size &&
    tables.size > 1;
}

function valuesOf(groups: readonly Group[], name: string): Set<string | number | undefined> {
  return new Set(groups.map((group) => group.parameters[name]));
}

function compareValues(a: Group, b: Group, parameter: string): number {
  const difference = Number(a.parameters[parameter]) - Number(b.parameters[parameter]);
  return Number.isNaN(difference) ? 0 : difference;
}
