/** HashiCorp's own syntax diagnostics for a file that our parser found broken; asynchronous, so never on the keystroke path. */
import type { SyntaxProblem } from "../text.js";
import { LineTable } from "../text.js";

/** `[name:1,5-2,1: Summary; Detail.]`: one-based lines and columns. */
const located = /:(\d+),(\d+)-(?:(\d+),)?(\d+): ([^\n]*?)(?:\.?\]|$)/;

/** Its memory grows with hundreds of bytes a character; nobody writes so much by hand. */
const maximumLength = 200_000;

/** Problems as HashiCorp's parser words them; none when it accepts the text, the text is huge, or it cannot be run. */
export async function hashicorpProblems(filename: string, text: string): Promise<readonly SyntaxProblem[]> {
  if (text.length > maximumLength) return [];
  try {
    const { parse } = await import("@cdktf/hcl2json");
    await parse(filename, text);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const match = located.exec(message);
    if (!match) return [];
    const lines = new LineTable(text);
    const from = { line: Number(match[1]) - 1, character: Number(match[2]) - 1 };
    const to = { line: Number(match[3] ?? match[1]) - 1, character: Number(match[4]) - 1 };
    return [
      { start: lines.offset(from), end: Math.max(lines.offset(from), lines.offset(to)), message: (match[5] ?? "").replace("; ", ": ") },
    ];
  }
}
