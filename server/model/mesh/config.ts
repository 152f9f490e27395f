/** Finds MeshConfig: in the ConfigMap `istio`, an IstioOperator, or a HelmRelease of istiod (SEMANTICS I1, I12). */
import type { Dict, KubeObject, MeshConfig, MeshSettings, Place, Value } from "../../../rules/api.js";
import { get, items, text } from "../../../rules/lib/value.js";
import { parseYaml } from "../../syntax/yaml/parse.js";

/** `source` is the text of the object's unit. */
export function meshConfigOf(object: KubeObject, source: string | undefined): MeshConfig | undefined {
  if (object.kind === "ConfigMap" && object.name !== undefined && /^istio(?:-[\w-]+)?$/.test(object.name)) {
    const written = get(object.body, "data.mesh");
    if (written?.kind !== "text" || source === undefined) return undefined;
    const parsed = embedded(written.known, written.origin, source);
    return parsed?.kind === "dict" ? { ...object, config: parsed, text: written } : undefined;
  }
  const path = object.kind === "IstioOperator" ? "spec.meshConfig" : isRelease(object) ? "spec.values.meshConfig" : undefined;
  const config = path === undefined ? undefined : get(object.body, path);
  return config?.kind === "dict" ? { ...object, config, text: undefined } : undefined;
}

function isRelease(object: KubeObject): boolean {
  return object.kind === "HelmRelease" && text(get(object.body, "spec.chart.spec.chart")) === "istiod";
}

/** YAML inside a block scalar, with the places of the text around it. */
function embedded(known: string, at: Place, source: string): Value | undefined {
  const { value } = parseYaml(known, at.unit);
  if (value === undefined) return undefined;
  const raw = source.slice(at.start, at.end);
  const head = /^[|>][^\n]*\n/.exec(raw)?.[0];
  if (head === undefined) return moved(value, () => at);
  // Each line of the text stands in the source behind its indentation.
  const indent = /^( *)\S/m.exec(raw.slice(head.length))?.[1]?.length ?? 0;
  const starts: number[] = [];
  let offset = 0;
  for (const line of raw.slice(head.length).split("\n")) {
    starts.push(at.start + head.length + offset + Math.min(indent, line.length));
    offset += line.length + 1;
  }
  const lines = known.split("\n");
  const place = (position: number): number => {
    let rest = position;
    let line = 0;
    while (line < lines.length - 1 && rest > (lines[line]?.length ?? 0)) rest -= (lines[line++]?.length ?? 0) + 1;
    return Math.min(at.end, (starts[line] ?? at.end) + rest);
  };
  return moved(value, (it) => ({ unit: at.unit, start: place(it.start), end: Math.max(place(it.start), place(it.end)) }));
}

function moved(value: Value, move: (place: Place) => Place): Value {
  const located = { at: move(value.at), origin: move(value.origin) };
  if (value.kind === "list") return { ...value, ...located, items: value.items.map((it) => moved(it, move)) };
  if (value.kind !== "dict") return { ...value, ...located };
  const dict: Dict = {
    ...value,
    ...located,
    entries: value.entries.map((it) => ({ key: it.key, keyAt: move(it.keyAt), value: moved(it.value, move) })),
  };
  return dict;
}

/** What the configurations of one world come to; a field on which they disagree is unknown. */
export function settingsOf(configs: readonly MeshConfig[], hidden: boolean): MeshSettings {
  const agreed = (path: string, fallback: string): string | undefined => {
    const values = new Set(configs.map((it) => (get(it.config, path) === undefined ? fallback : text(get(it.config, path)))));
    return values.size === 0 ? fallback : values.size === 1 ? [...values][0] : undefined;
  };
  const domain = agreed("trustDomain", "cluster.local");
  const aliases = configs.flatMap((it) => items(get(it.config, "trustDomainAliases")));
  return {
    written: configs[0]?.config,
    rootNamespace: hidden ? undefined : agreed("rootNamespace", "istio-system"),
    trustDomains: [...(domain === undefined ? [] : [domain]), "cluster.local", ...aliases.flatMap((it) => text(it) ?? [])],
    trustDomainsKnown: configs.length > 0 && domain !== undefined && aliases.every((it) => text(it) !== undefined),
  };
}
