/** Edits on nodes: finds the syntax at a place and writes the change in its own style. */
import type { Anchor, Code, Data, Editor, NewBlock, Place } from "../../../rules/api.js";
import type { Span, TextEdit } from "../text.js";
import { isTemplate, templateActions } from "../yaml/templates.js";
import { hclComments, losesComment, yamlComments } from "./comments.js";
import { createHclEditor, type HclDialect, type HclEditor } from "./hcl.js";
import { laidOut } from "./layout.js";
import { printYaml } from "./print.js";
import { createYamlEditor, type YamlEditor } from "./yaml.js";

export interface EditedTexts {
  /** undefined for a file that is not there. */
  text(path: string): string | undefined;
  /** A place in offsets of its file. */
  locate(place: Place): { readonly path: string; readonly start: number; readonly end: number };
  /** How the resources of a type spell what is set in their blocks. */
  dialect?(type: string): HclDialect | undefined;
  /** The stretch of its file that a unit is. */
  extent(unit: string): Span;
}

export interface EditResult {
  readonly edits: readonly { readonly file: string; readonly edits: readonly TextEdit[] }[];
  readonly creates: readonly { readonly file: string; readonly text: string }[];
}

/** An editor over the given texts. `result` is undefined when some operation was not possible: never a wrong edit. */
export function createEditor(texts: EditedTexts): Editor & { result(): EditResult | undefined } {
  const edits = new Map<string, TextEdit[]>();
  const hcl = new Map<string, HclEditor>();
  const yaml = new Map<string, UnitEditor>();
  let failed = false;

  function add(file: string, made: readonly TextEdit[] | undefined, shift = 0): void {
    if (made === undefined) {
      failed = true;
      return;
    }
    const list = edits.get(file) ?? [];
    edits.set(file, list);
    for (const it of made) list.push({ start: it.start + shift, end: it.end + shift, newText: it.newText });
  }

  function losesComments(file: string, list: readonly TextEdit[]): boolean {
    const comments = isTerraform(file) ? hclComments : isYaml(file) ? yamlComments : undefined;
    return comments !== undefined && losesComment(texts.text(file) ?? "", list, comments);
  }

  function arranged(file: string, list: readonly TextEdit[]): readonly TextEdit[] {
    const text = texts.text(file);
    if (text === undefined || !isTerraform(file)) return list;
    try {
      return laidOut(text, list);
    } catch {
      // Edits that overlap: whoever applies them refuses them.
      return list;
    }
  }

  function on(
    target: Anchor,
    terraform: (editor: HclEditor, span: Span) => TextEdit[] | undefined,
    kubernetes: (editor: YamlEditor, span: Span) => TextEdit[] | undefined,
  ): void {
    const place = "unit" in target ? target : (target.origin ?? target.at);
    const { path, start, end } = texts.locate(place);
    const text = texts.text(path);
    if (text === undefined) {
      failed = true;
    } else if (isTerraform(path)) {
      const editor = hcl.get(path) ?? createHclEditor(text, (type) => texts.dialect?.(type));
      hcl.set(path, editor);
      add(path, terraform(editor, { start, end }));
    } else if (isYaml(path)) {
      const unit = yaml.get(place.unit) ?? unitEditor(place, text);
      yaml.set(place.unit, unit);
      const made = kubernetes(unit.editor, { start: place.start, end: place.end });
      // What a template writes is not where it is written: nothing can be put inside its braces.
      add(path, made?.some((it) => unit.actions.some((action) => touches(it, action))) ? undefined : made, unit.start);
    } else failed = true;
  }

  function unitEditor(place: Place, text: string): UnitEditor {
    const { start, end } = texts.extent(place.unit);
    const own = text.slice(start, end);
    return { editor: createYamlEditor(own), start, end, actions: isTemplate(own) ? (templateActions(own) ?? []) : [] };
  }

  function replaceNode(target: Anchor, value: Data): void {
    on(
      target,
      (it, span) => withTarget(it.find(span), (found) => it.replace(found, value)),
      (it, span) => withTarget(it.find(span), (found) => it.replace(found, value)),
    );
  }

  /** The stretch itself: policy texts have no nodes that an editor would know. */
  function rewrite(place: Place, code: string): void {
    const { path, start, end } = texts.locate(place);
    const text = texts.text(path);
    if (text === undefined) {
      failed = true;
      return;
    }
    const lead = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", start - 1) + 1))?.[0] ?? "";
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    add(path, [{ start, end, newText: code.replace(/\n/g, `${eol}${lead}`) }]);
  }

  const steps = (path: string | readonly string[]): readonly string[] => (typeof path === "string" ? path.split(".") : path);

  return {
    replace: (target, value) => {
      if (isCode(value) && !isTerraform(texts.locate(placeOf(target)).path)) rewrite(placeOf(target), value.code);
      else replaceNode(target, value);
    },
    set: (target, path, value) =>
      on(
        target,
        (it, span) => withTarget(it.find(span), (found) => it.set(found, steps(path), value)),
        (it, span) => withTarget(it.find(span), (found) => it.set(found, steps(path), value)),
      ),
    rename: (key, name) =>
      on(
        key,
        (it, span) => withTarget(it.find(span), (found) => it.rename(found, name)),
        (it, span) => withTarget(it.find(span), (found) => it.rename(found, name)),
      ),
    remove: (target) =>
      on(
        target,
        (it, span) => withTarget(it.find(span), (found) => it.remove(found)),
        (it, span) => withTarget(it.find(span), (found) => it.remove(found)),
      ),
    append: (target, ...values) =>
      on(
        target,
        (it, span) => withTarget(it.find(span), (found) => it.append(found, values)),
        (it, span) => withTarget(it.find(span), (found) => it.append(found, values)),
      ),
    createBlock: (near, block) =>
      on(
        near,
        (it, span) => it.createBlock(span, unused(it, block)),
        () => undefined,
      ),
    insertBlock: (target, block) =>
      on(
        target,
        (it, span) => withTarget(it.find(span), (found) => it.insertBlock(found, block)),
        () => undefined,
      ),
    createObject: (near, object) => {
      const place = "unit" in near ? near : (near.origin ?? near.at);
      const { path } = texts.locate(place);
      if (isTerraform(path)) {
        on(
          near,
          (it, span) =>
            it.createBlock(
              span,
              unused(it, { type: "resource", labels: ["kubernetes_manifest", resourceName(object)], body: { manifest: object } }),
            ),
          () => undefined,
        );
        return;
      }
      const text = texts.text(path);
      if (text === undefined || !isYaml(path)) {
        failed = true;
        return;
      }
      const unit = yaml.get(place.unit) ?? unitEditor(place, text);
      yaml.set(place.unit, unit);
      add(path, [newDocument(text, unit.end, object, unit.editor.step)]);
    },
    result: () => {
      for (const [file, editor] of hcl) add(file, editor.flush());
      if (failed || [...edits].some(([file, list]) => losesComments(file, list))) return undefined;
      return { edits: [...edits].flatMap(([file, list]) => (list.length > 0 ? [{ file, edits: arranged(file, list) }] : [])), creates: [] };
    },
  };
}

interface UnitEditor {
  readonly editor: YamlEditor;
  readonly start: number;
  readonly end: number;
  /** Template actions, in offsets of the unit. */
  readonly actions: readonly Span[];
}

/** Whether an edit changes text of a span, or puts something inside. */
function touches(edit: TextEdit, span: Span): boolean {
  return edit.start < span.end && edit.end > span.start;
}

/** A new document behind the one that ends at `end`. */
function newDocument(text: string, end: number, object: { readonly [key: string]: Data }, step: number): TextEdit {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const before = text.slice(0, end);
  const body = `---\n${printYaml(object, 0, step)}\n`;
  const newText = `${before === "" || before.endsWith("\n") ? "" : "\n"}${body}`;
  return { start: end, end, newText: eol === "\n" ? newText : newText.replace(/\n/g, eol) };
}

/** The block under a name that the file does not use yet. */
function unused(editor: HclEditor, block: NewBlock): NewBlock {
  const taken = new Set(
    editor.tree.body.items.flatMap((it) => (it.kind === "block" ? [[it.type, ...it.labels.map((label) => label.text)].join(" ")] : [])),
  );
  const [type = "", name = ""] = block.labels;
  const free = (candidate: string): boolean => !taken.has([block.type, type, candidate].join(" "));
  if (block.labels.length !== 2 || free(name)) return block;
  for (let i = 2; ; i++) if (free(`${name}_${i}`)) return { ...block, labels: [type, `${name}_${i}`] };
}

function resourceName(object: { readonly [key: string]: Data }): string {
  const metadata = object.metadata;
  const name =
    typeof metadata === "object" && metadata !== null && "name" in metadata && typeof metadata.name === "string"
      ? metadata.name
      : "companion";
  return name.replace(/[^A-Za-z0-9_]/g, "_");
}

function placeOf(target: Anchor): Place {
  return "unit" in target ? target : (target.origin ?? target.at);
}

function isCode(value: Data): value is Code {
  return (
    typeof value === "object" && value !== null && "code" in value && Object.keys(value).length === 1 && typeof value.code === "string"
  );
}

function withTarget<T>(target: T | undefined, make: (target: T) => TextEdit[] | undefined): TextEdit[] | undefined {
  return target === undefined ? undefined : make(target);
}

function isTerraform(path: string): boolean {
  return /\.(?:tf|tfvars)$/.test(path);
}

function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}
