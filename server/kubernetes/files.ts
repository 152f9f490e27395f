/** Indexes from words to the files that say them. An index changes only when a file's words do, not when its text does. */
import { push, sameItems } from "../incremental.js";
import type { Sources } from "../sources.js";

export interface Index {
  /** The files that say a word of one sort, in order of their paths. All sorts of an index are declared before it is first asked. */
  files<W extends string>(sort: string, words: (path: string) => readonly W[]): (word: W) => readonly string[];
}

/** All words of a file are kept as one list, of whatever sort they are: there are many files. */
export function createIndex(sources: Sources, name: string, holds: (path: string) => boolean): Index {
  const { graph } = sources;
  const sorts: { readonly sort: string; readonly words: (path: string) => readonly string[] }[] = [];
  const wordsIn = graph.query<readonly string[]>(
    `${name}In`,
    (path) => {
      const found = new Set<string>();
      for (const { sort, words } of sorts) for (const word of words(path)) found.add(`${sort} ${word}`);
      return [...found].sort();
    },
    { equal: sameItems, settles: true },
  );
  const index = graph.query<ReadonlyMap<string, readonly string[]>>(
    `${name}Index`,
    () => {
      const found = new Map<string, string[]>();
      for (const path of sources.paths()) if (holds(path)) for (const word of wordsIn(path)) push(found, word, path);
      return found;
    },
    { settles: true },
  );
  return {
    files: (sort, words) => {
      sorts.push({ sort, words });
      return graph.query<readonly string[]>(sort, (word) => index("").get(`${sort} ${word}`) ?? [], { equal: sameItems, picks: true });
    },
  };
}
