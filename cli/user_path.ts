/** Paths as the person at the command line means them. @module */

/**
 * Resolves a path against the folder in which the command was typed. A task runs in the checkout,
 * and Deno hands it that folder as INIT_CWD; without it, or from the checkout, paths stay as given.
 */
export function userPath(path: string): string {
  const folder = Deno.env.get("INIT_CWD");
  if (folder === undefined || path.startsWith("/") || folder === Deno.cwd()) return path;
  return `${folder}/${path}`;
}
