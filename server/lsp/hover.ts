/** textDocument/hover: why a rule speaks here, what an IAM action is, how large a CIDR is. */
import type { Hover, HoverParams } from "vscode-languageserver";
import { isPrivate, parseCidr } from "../../rules/lib/network.js";
import { actionTable } from "../model/iam/actions.js";
import { pageOf } from "../pages.js";
import type { Session } from "./session.js";
import { toRange } from "./to-lsp.js";

const maximumLength = 300;

export async function hover(session: Session, { textDocument, position }: HoverParams): Promise<Hover | undefined> {
  const { root, path } = session.find(textDocument.uri);
  const text = root.engine.text(path);
  if (text === undefined || !session.settings.enable) return undefined;
  const lines = session.texts(root).lines(path);
  const offset = lines.offset(position);
  const word = wordAt(text, offset);
  const parts = word ? [actionText(word.text), cidrText(word.text)].flatMap((it) => it ?? []) : [];
  // The narrowest finding is what the reader points at.
  const [finding] = root.engine
    .findings(path)
    .filter((it) => it.suppressed === false && it.start <= offset && offset <= it.end)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  const why = finding && (await reasonOf(finding.rule));
  if (finding && why) parts.push(`**${finding.rule}**: ${why}`);
  if (parts.length === 0) return undefined;
  const range = finding ? toRange(lines, finding) : word ? toRange(lines, word) : undefined;
  return { contents: { kind: "markdown", value: parts.join("\n\n") }, ...(range ? { range } : {}) };
}

/** The first paragraph of a rule's page. */
async function reasonOf(rule: string): Promise<string | undefined> {
  return (await pageOf(rule))?.split("\n")[1];
}

function wordAt(text: string, offset: number): { readonly text: string; readonly start: number; readonly end: number } | undefined {
  const part = /[\w:*?./-]/;
  let start = offset;
  let end = offset;
  while (start > 0 && offset - start < maximumLength && part.test(text[start - 1] ?? "")) start--;
  while (end < text.length && end - offset < maximumLength && part.test(text[end] ?? "")) end++;
  return end > start ? { text: text.slice(start, end), start, end } : undefined;
}

function actionText(word: string): string | undefined {
  const service = /^([a-z][\w-]*):[\w*?]+$/i.exec(word)?.[1];
  if (service === undefined || !actionTable.hasService(service)) return undefined;
  if (!/[*?]/.test(word)) {
    const action = actionTable.find(word);
    return (
      action &&
      `\`${action.name}\`: ${action.level}; ${action.resourceTypes.length > 0 ? `can be limited to ${action.resourceTypes.join(", ")}` : "cannot be limited to a resource"}`
    );
  }
  const actions = actionTable.expand(word);
  const counts = new Map<string, number>();
  for (const it of actions) counts.set(it.level, (counts.get(it.level) ?? 0) + 1);
  return `\`${word}\` names ${actions.length} actions: ${[...counts].map(([level, count]) => `${count} ${level}`).join(", ")}`;
}

function cidrText(word: string): string | undefined {
  const cidr = word.includes("/") ? parseCidr(word) : undefined;
  if (cidr === undefined) return undefined;
  const bits = (cidr.version === 4 ? 32 : 128) - cidr.length;
  const size = bits > 40 ? `2^${bits}` : (2n ** BigInt(bits)).toLocaleString("en");
  return `\`${word}\`: ${size} addresses, ${isPrivate(cidr) ? "private" : "public"}`;
}
