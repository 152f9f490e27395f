/** Folders of real repositories: each subfolder is one workspace. */
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { readPaths } from "../../server/files.js";

export interface Repository {
  readonly name: string;
  /** POSIX path in the repository, and text. */
  readonly files: readonly (readonly [string, string])[];
}

/** Reads one repository after the other, so that only one is held at a time. */
export async function* repositories(folder: string): AsyncIterable<Repository> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() && !entry.isSymbolicLink()) continue;
    const root = join(folder, entry.name);
    const { texts } = await readPaths([root]);
    yield { name: entry.name, files: [...texts].map(([path, text]) => [relative(root, path).split(sep).join("/"), text] as const) };
  }
}
