/** Numbers, names and tables as text: sensible digits, and nothing breaks a table. @module */
import { markdownTable } from "markdown-table";

const LONGEST_NAME = 40;

/** Three significant digits, no exponent: `0.012`, `12.0`, `12,300`; whole numbers as they are. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "-∞" : "?";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 99.95 || Number.isInteger(value)) return Math.round(value).toLocaleString("en-US");
  if (size < 0.0005) return value < 0 ? "-<0.001" : "<0.001";
  return size < 1 ? String(Number(value.toPrecision(3))) : value.toPrecision(3);
}

/** A value with its unit, scaled: `12.3 ns`, `4.56 µs`, `64 MiB`, `1.2 GB/s`. */
export function formatValue(value: number, unit: string): string {
  if (unit === "ns") return scale(value, { step: 1000, units: ["ns", "µs", "ms", "s"] });
  if (unit === "bytes") return scale(value, { step: 1024, units: ["B", "KiB", "MiB", "GiB"] });
  if (unit === "bytes/s") {
    return scale(value, { step: 1000, units: ["B/s", "KB/s", "MB/s", "GB/s"] });
  }
  return unit === "" ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}

/** What values of a unit may be shown in, the largest first. */
const LARGER_UNITS: Readonly<Record<string, readonly (readonly [number, string])[]>> = {
  ns: [[1e9, "s"], [1e6, "ms"], [1e3, "µs"]],
  bytes: [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]],
};
/** Values below this have lost their digits: the next smaller unit reads better. */
const LEAST_READABLE = 0.01;

/** A unit in which all of some values read well, and what they are divided by for it. */
export interface Scale {
  readonly unit: string;
  readonly divisor: number;
}

/** The largest unit of time or size that leaves no value invisible; other units as they are. */
export function chooseScale(values: readonly number[], unit: string): Scale {
  const sizes = values.filter((value) => value > 0);
  const larger = LARGER_UNITS[unit];
  if (larger === undefined || sizes.length === 0) return { unit, divisor: 1 };
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const found = larger.find(([divisor]) => most >= divisor && least >= divisor * LEAST_READABLE);
  return found === undefined ? { unit, divisor: 1 } : { unit: found[1], divisor: found[0] };
}

function scale(value: number, { step, units }: { step: number; units: string[] }): string {
  let index = 0;
  let scaled = value;
  while (Math.abs(scaled) >= step && index < units.length - 1) {
    scaled /= step;
    index++;
  }
  return `${formatNumber(scaled)} ${units[index]}`;
}

/** A ratio to the baseline: `0.210x`; always three digits, so that a column of them lines up. */
export function formatRatio(ratio: number): string {
  return `${formatFactor(ratio)}x`;
}

/** The number of a ratio: `0.210`, `1.00`. */
export function formatFactor(ratio: number): string {
  const size = Math.abs(ratio);
  return size >= 0.0005 && size < 99.95 ? ratio.toPrecision(3) : formatNumber(ratio);
}

/** A share as per cent: 0.034 is `3.4 %`. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return "unknown";
  const percent = share * 100;
  if (percent !== 0 && Math.abs(percent) < 0.05) return `${percent < 0 ? "-" : ""}<0.1 %`;
  const digits = percent !== 0 && Math.abs(percent) < 10 ? 1 : 0;
  return `${percent >= 1e6 ? "over 1,000,000" : percent.toFixed(digits)} %`;
}

/** How large a change is: `34 %`; from twice on as a factor, `2.4x`. */
export function formatChange(share: number): string {
  const isLarge = share >= 1 && Number.isFinite(share);
  return isLarge
    ? `${Number((1 + share).toPrecision(2)).toLocaleString("en-US")}x`
    : formatPercent(share);
}

/** One line of text: white space is a blank, and no control character reaches a terminal. */
export function flatten(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().replaceAll(/\p{Cc}/gu, "\uFFFD");
}

/** Text without anything that Markdown or HTML would take for its own; one line. */
export function escapeText(text: string): string {
  return flatten(text).replaceAll("\\", "\\\\")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[|*`~[\]]|(?<!\w)_|_(?!\w)/g, (character) => `\\${character}`);
}

/** A name as code; what is too long loses its middle. */
export function formatCode(name: string): string {
  const line = flatten(name).replaceAll("`", "'").replaceAll("|", "\\|");
  return `\`${shorten(line === "" ? " " : line)}\``;
}

/** At most 40 characters: a longer text keeps its beginning and its end. */
export function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= LONGEST_NAME) return text;
  const half = Math.floor((LONGEST_NAME - 1) / 2);
  return `${characters.slice(0, half).join("")}…${characters.slice(-half).join("")}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** `1 round`, `2 rounds`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

/** `seconds blocked`, `KiB`: what an operation is called when there are several. */
export function pluralOperation(operation: string): string {
  return operation.replace(/^\S+/, (noun) => noun.endsWith("B") ? noun : `${noun}s`);
}

/** A table in Markdown that reads as text; the columns in `right` are set to the right. */
export function renderTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  options: { readonly right?: readonly number[] } = {},
): string {
  const align = header.map((_, column) => options.right?.includes(column) ? "r" : "l");
  return markdownTable([header, ...rows], { align, stringLength: countCharacters });
}

function countCharacters(text: string): number {
  return [...text].length;
}
