/** XML text: what may stand in it, escaped. @module */

// What XML 1.0 forbids even as a character reference: most control characters, lone surrogates.
const FORBIDDEN = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text for an attribute or for content; forbidden characters become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replaceAll(FORBIDDEN, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;")
    .replaceAll("\r", "&#13;")
    .replaceAll("\t", "&#9;");
}

/** An element; closed at once where it has no content. Undefined attributes are left out. */
export function renderElement(
  name: string,
  options: {
    readonly attributes: Readonly<Record<string, string | number | undefined>>;
    /** Content that is XML already. */
    readonly content?: string;
  },
): string {
  const attributes = Object.entries(options.attributes)
    .flatMap(([key, value]) => value === undefined ? [] : ` ${key}="${escapeXml(String(value))}"`)
    .join("");
  return options.content === undefined
    ? `<${name}${attributes}/>`
    : `<${name}${attributes}>${options.content}</${name}>`;
}
