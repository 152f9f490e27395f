/** Documents that are no Kubernetes objects, told by what they say at a line's start, so that no other YAML is composed for them. */
import type { ChartValues, Dict, FalcoEntry, OpaConfig, Place, SopsConfig, Value } from "../../../rules/api.js";
import { entries, get, items, text } from "../../../rules/lib/value.js";
import { sameItems } from "../../incremental.js";
import type { Kubernetes } from "../../kubernetes/index.js";
import { languageOf, pathOf, type Sources } from "../../sources.js";
import { embedded } from "../../syntax/embedded.js";
import { parseYaml } from "../../syntax/yaml/parse.js";

export interface Documents {
  falco(unit: string): readonly FalcoEntry[];
  values(unit: string): readonly ChartValues[];
  sops(unit: string): readonly SopsConfig[];
  opa(unit: string): readonly OpaConfig[];
}

/** OPA's own words: where policies come from, and where decisions go. */
const opaServices = /^services:/m;
const opaUses = /^(?:bundles|discovery|decision_logs):/m;
const isOpaConfig = (text: string): boolean => opaServices.test(text) && opaUses.test(text);
const falcoRules = /^- *(?:rule|macro|list):/m;
/** Keys that only one chart has. */
const charts: readonly { readonly chart: ChartValues["chart"]; readonly key: RegExp }[] = [
  { chart: "gatekeeper", key: /^(?:validatingWebhookFailurePolicy|constraintViolationsLimit|validatingWebhookExemptNamespacesLabels):/m },
  {
    chart: "falco",
    key: /^(?:falco:\s*\n(?:[ #].*\n|\n)*?[ ]+(?:priority|rules_files?|http_output|json_output|stdout_output|syscall_event_drops):|customRules:)/m,
  },
];

export function createDocuments(sources: Sources, kubernetes: Kubernetes): Documents {
  const { graph } = sources;

  const composed = graph.query<Value | undefined>("plainDocument", (unit) => {
    const written = sources.unitText(unit);
    return written === undefined ? undefined : parseYaml(written, unit).value;
  });

  const whole = (unit: string): Place => ({ unit, start: 0, end: sources.unitText(unit)?.length ?? 0 });
  const isYaml = (unit: string): boolean => languageOf(pathOf(unit)) === "yaml";

  const falco = graph.query<readonly FalcoEntry[]>(
    "falcoEntries",
    (unit) => {
      if (!isYaml(unit)) return [];
      const full = whole(unit);
      if (falcoRules.test(sources.unitText(unit) ?? "")) return items(composed(unit)).flatMap((it) => entryOf(it, full));
      const inValues = values(unit).flatMap((it) => (it.chart === "falco" ? entries(get(it.values, "customRules")) : []));
      const inMaps = kubernetes
        .objectsIn(unit)
        .flatMap((it) => (it.kind === "ConfigMap" && it.group === "" ? entries(get(it.body, "data")) : []));
      return [...inValues, ...inMaps].flatMap((it) =>
        it.value.kind === "text" && falcoRules.test(it.value.known) ? items(yamlIn(it.value)).flatMap((one) => entryOf(one, full)) : [],
      );
    },
    { equal: sameItems },
  );

  const values = graph.query<readonly ChartValues[]>(
    "chartValues",
    (unit) => {
      if (!isYaml(unit)) return [];
      const path = pathOf(unit);
      const written = sources.unitText(unit) ?? "";
      const found = kubernetes.objectsIn(unit);
      if (found.length === 0) {
        const chart = charts.find((it) => it.key.test(written))?.chart;
        const body = chart === undefined ? undefined : composed(unit);
        if (chart === undefined || body?.kind !== "dict" || /(?:^|\/)(?:templates|crds)\//.test(path)) return [];
        return [{ at: body.at, full: whole(unit), label: path, chart, values: body }];
      }
      return found.flatMap((it): readonly ChartValues[] => {
        if (it.kind !== "HelmRelease") return [];
        const body = get(it.body, "spec.values");
        const name = text(get(it.body, "spec.chart.spec.chart")) ?? text(get(it.body, "spec.chartRef.name"));
        if (body?.kind !== "dict" || (name !== "gatekeeper" && name !== "falco")) return [];
        return [{ at: it.at, full: it.full, label: it.label, chart: name, values: body }];
      });
    },
    { equal: sameItems },
  );

  const sops = graph.query<readonly SopsConfig[]>(
    "sopsConfig",
    (unit) => {
      const path = pathOf(unit);
      if (!/(?:^|\/)\.sops\.ya?ml$/.test(path)) return [];
      const body = composed(unit);
      return body?.kind === "dict" ? [{ at: body.at, full: whole(unit), label: path, body }] : [];
    },
    { equal: sameItems },
  );

  const opa = graph.query<readonly OpaConfig[]>(
    "opaConfig",
    (unit) => {
      if (!isYaml(unit)) return [];
      const path = pathOf(unit);
      const found = kubernetes.objectsIn(unit);
      if (found.length === 0) {
        const body = /(?:^|\/)opa[\w.-]*\.ya?ml$/.test(path) && isOpaConfig(sources.unitText(unit) ?? "") ? composed(unit) : undefined;
        return configOf(body, whole(unit), path, true);
      }
      return found.flatMap((object) =>
        object.kind !== "ConfigMap" || object.group !== ""
          ? []
          : entries(get(object.body, "data")).flatMap(({ value }) =>
              value.kind === "text" && isOpaConfig(value.known)
                ? configOf(yamlIn(value), object.full, object.label, sources.unitText(value.origin.unit)?.[value.origin.start] === "|")
                : [],
            ),
      );
    },
    { equal: sameItems },
  );

  /** A YAML text inside a scalar, with the places that it has there. */
  function yamlIn(value: Value): Value | undefined {
    if (value.kind !== "text") return undefined;
    const { origin } = value;
    const source = sources.unitText(origin.unit)?.slice(origin.start, origin.end);
    const map = source === undefined ? undefined : embedded(source, value.known);
    if (map === undefined) return undefined;
    const place = ({ start, end }: Place): Place => ({
      unit: origin.unit,
      start: origin.start + map.at(start),
      end: origin.start + map.at(Math.max(start, end - 1)) + (end > start ? 1 : 0),
    });
    const inner = parseYaml(value.known, origin.unit).value;
    return inner === undefined ? undefined : moved(inner, place);
  }

  return { falco, values, sops, opa };
}

function configOf(body: Value | undefined, full: Place, label: string, editable: boolean): readonly OpaConfig[] {
  const at = body?.kind === "dict" ? body.entries[0]?.keyAt : undefined;
  return body?.kind === "dict" && at !== undefined ? [{ at, full, label, body, editable }] : [];
}

function entryOf(item: Value, full: Place): readonly FalcoEntry[] {
  if (item.kind !== "dict") return [];
  for (const what of ["rule", "macro", "list"] as const) {
    const name = get(item, what);
    const known = text(name);
    if (name !== undefined && known !== undefined) return [{ at: name.at, full, label: `${what} ${known}`, what, name: known, body: item }];
  }
  return [];
}

/** The same value with every place moved. */
function moved(value: Value, place: (it: Place) => Place): Value {
  const here = { at: place(value.at), origin: place(value.origin) };
  if (value.kind === "list") return { ...value, ...here, items: value.items.map((it) => moved(it, place)) };
  if (value.kind !== "dict") return { ...value, ...here };
  const body: Dict = {
    ...value,
    ...here,
    entries: value.entries.map((it) => ({ key: it.key, keyAt: place(it.keyAt), value: moved(it.value, place) })),
  };
  return body;
}
