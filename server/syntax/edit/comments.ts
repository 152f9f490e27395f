/** Comments that an edit would lose: they say what nobody else knows, so such an edit is not made. */
import { parseHcl } from "../hcl/parse.js";
import type { Span, TextEdit } from "../text.js";

export type CommentsOf = (text: string) => readonly Span[];

/** Whether a comment that starts in a replaced stretch is in none of the new texts. Offsets are those of `text`. */
export function losesComment(text: string, edits: readonly TextEdit[], commentsOf: CommentsOf): boolean {
  const replaced = edits.filter((it) => /#|\/[/*]/.test(text.slice(it.start, it.end)));
  if (replaced.length === 0) return false;
  return commentsOf(text)
    .filter((it) => replaced.some((edit) => it.start >= edit.start && it.start < edit.end))
    .some((it) => {
      const comment = text.slice(it.start, it.end).trimEnd();
      return !edits.some((edit) => edit.newText.includes(comment));
    });
}

export const hclComments: CommentsOf = (text) => parseHcl(text).comments;

/** By the line: a `#` in a block scalar counts, too, since it mostly comments a script there. */
export const yamlComments: CommentsOf = (text) => {
  const found: Span[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const before = /^(?:[^"'#]*\s)?(?=#)/.exec(line)?.[0];
    if (before !== undefined) found.push({ start: start + before.length, end: start + line.trimEnd().length });
    start += line.length + 1;
  }
  return found;
};
