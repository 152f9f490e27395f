/** Policies written in languages of their own, wherever they stand: Rego and Cedar in files, in Kubernetes objects and in Terraform. */
import type { CedarPolicy, KubeObject, Place, RegoModule, TerraformBlock, Value } from "../../../rules/api.js";
import { entries, get, items } from "../../../rules/lib/value.js";
import { type Graph, sameItems } from "../../incremental.js";
import type { Kubernetes } from "../../kubernetes/index.js";
import { languageOf, pathOf, type Sources } from "../../sources.js";
import { type CedarTree, parseCedar } from "../../syntax/cedar/parse.js";
import { embedded } from "../../syntax/embedded.js";
import { parseRego, type RegoTree } from "../../syntax/rego/parse.js";
import type { SyntaxProblem } from "../../syntax/text.js";
import type { Terraform } from "../../terraform/index.js";

export interface PolicyText {
  modules(unit: string): readonly RegoModule[];
  cedar(unit: string): readonly CedarPolicy[];
  /** Syntax problems of a policy file; none for embedded text. */
  problems(unit: string): readonly SyntaxProblem[];
}

/** A text, and how its offsets become places. */
interface Written {
  readonly text: string;
  readonly place: (start: number, end: number) => Place;
  readonly editable: boolean;
}

const nothing: RegoTree & CedarTree = { package: undefined, imports: [], rules: [], policies: [], problems: [] };

export function createPolicyText(sources: Sources, kubernetes: Kubernetes, terraform: Terraform): PolicyText {
  const graph: Graph = sources.graph;

  const regoFile = graph.query<RegoTree>("rego", (unit) => {
    const text = sources.unitText(unit);
    return text === undefined ? nothing : parseRego(text, (start, end) => ({ unit, start, end }));
  });

  const cedarFile = graph.query<CedarTree>("cedar", (unit) => {
    const text = sources.unitText(unit);
    return text === undefined ? nothing : parseCedar(text, (start, end) => ({ unit, start, end }));
  });

  const modules = graph.query<readonly RegoModule[]>(
    "regoModules",
    (unit) => {
      const path = pathOf(unit);
      const language = languageOf(path);
      if (language === "rego") {
        const full = { unit, start: 0, end: sources.unitText(unit)?.length ?? 0 };
        return [
          moduleOf(regoFile(unit), { use: "file", full, label: path, owner: undefined, editable: true, test: /_test\.rego$/.test(path) }),
        ];
      }
      if (language !== "yaml" && language !== "json") return [];
      return kubernetes.objectsIn(unit).flatMap((object) =>
        regoIn(object).flatMap(({ value, use }): readonly RegoModule[] => {
          const written = textOf(value, sources);
          if (written === undefined) return [];
          const tree = parseRego(written.text, written.place);
          return [moduleOf(tree, { use, full: object.full, label: object.label, owner: object, editable: written.editable, test: false })];
        }),
      );
    },
    { equal: sameItems },
  );

  const cedar = graph.query<readonly CedarPolicy[]>(
    "cedarPolicies",
    (unit) => {
      const path = pathOf(unit);
      const language = languageOf(path);
      if (language === "cedar") {
        const full = { unit, start: 0, end: sources.unitText(unit)?.length ?? 0 };
        return policiesOf(cedarFile(unit), full, path, true);
      }
      if (language === "terraform")
        return terraform.blocksIn(unit).flatMap((block) => embeddedCedar(get(cedarOf(block), "statement"), block.full, block.label));
      if (language !== "yaml" && language !== "json") return [];
      return kubernetes.objectsIn(unit).flatMap((object) => cedarIn(object).flatMap((it) => embeddedCedar(it, object.full, object.label)));
    },
    { equal: sameItems },
  );

  function embeddedCedar(value: Value | undefined, full: Place, label: string): readonly CedarPolicy[] {
    const written = value === undefined ? undefined : textOf(value, sources);
    // A text from a variable or another file is judged where it is written.
    if (written === undefined || value?.at.unit !== full.unit || value.origin.unit !== full.unit) return [];
    return policiesOf(parseCedar(written.text, written.place), full, label, written.editable);
  }

  return {
    modules,
    cedar,
    problems: (unit) => {
      const language = languageOf(pathOf(unit));
      return language === "rego" ? regoFile(unit).problems : language === "cedar" ? cedarFile(unit).problems : [];
    },
  };
}

type About = Pick<RegoModule, "use" | "full" | "label" | "owner" | "test" | "editable">;

function moduleOf(tree: RegoTree, about: About): RegoModule {
  return {
    ...about,
    at: tree.package?.at ?? tree.rules[0]?.nameAt ?? { ...about.full, end: about.full.start },
    package: tree.package?.name,
    imports: tree.imports,
    rules: tree.rules,
    complete: tree.problems.length === 0,
  };
}

function policiesOf(tree: CedarTree, full: Place, label: string, editable: boolean): readonly CedarPolicy[] {
  const forbids = tree.policies.some((it) => it.effect === "forbid");
  return tree.policies.map((it) => ({ ...it, full, label, editable, forbidden: forbids }));
}

/** A known text with the places of its characters; a text whose lines were folded is one place as a whole. */
function textOf(value: Value, sources: Sources): Written | undefined {
  if (value.kind !== "text") return undefined;
  const { origin } = value;
  const source = sources.unitText(origin.unit)?.slice(origin.start, origin.end);
  if (source === undefined) return undefined;
  const map = embedded(source, value.known);
  if (map === undefined) return { text: value.known, place: () => origin, editable: false };
  return {
    text: value.known,
    editable: map.editable,
    place: (start, end) => ({
      unit: origin.unit,
      start: origin.start + map.at(start),
      end: origin.start + map.at(Math.max(start, end - 1)) + (end > start ? 1 : 0),
    }),
  };
}

function regoIn(object: KubeObject): readonly { readonly value: Value; readonly use: RegoModule["use"] }[] {
  if (object.group === "templates.gatekeeper.sh" && object.kind === "ConstraintTemplate")
    return items(get(object.body, "spec.targets")).flatMap((target) => {
      const codes = items(get(target, "code")).flatMap((it) => get(it, "source.rego") ?? []);
      const own = get(target, "rego");
      return [...(own === undefined ? [] : [own]), ...codes].map((value) => ({ value, use: "template" as const }));
    });
  if (object.group !== "" || object.kind !== "ConfigMap") return [];
  return entries(get(object.body, "data")).flatMap((it) =>
    it.key.endsWith(".rego") && !it.key.endsWith("_test.rego") ? [{ value: it.value, use: "config" as const }] : [],
  );
}

function cedarIn(object: KubeObject): readonly Value[] {
  if (object.group === "cedar.k8s.aws" && object.kind === "Policy") {
    const content = get(object.body, "spec.content");
    return content === undefined ? [] : [content];
  }
  if (object.group !== "" || object.kind !== "ConfigMap") return [];
  return entries(get(object.body, "data")).flatMap((it) => (it.key.endsWith(".cedar") ? [it.value] : []));
}

function cedarOf(block: TerraformBlock): Value | undefined {
  return block.mode === "resource" && block.type === "aws_verifiedpermissions_policy" ? get(block.body, "definition.static") : undefined;
}
