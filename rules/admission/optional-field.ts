/** Kyverno patterns that a pod satisfies by leaving the field out, where the default is the insecure one. */
import { type Place, rule, type Value } from "../api.js";
import { entries, get, items } from "../lib/value.js";

/** Fields whose absence is what the policy wants to prevent, and whether the pod can set them for its containers. */
const fields: ReadonlyMap<string, { readonly ofPod: boolean }> = new Map([
  ["runAsNonRoot", { ofPod: true }],
  ["seccompProfile", { ofPod: true }],
  ["allowPrivilegeEscalation", { ofPod: false }],
  ["readOnlyRootFilesystem", { ofPod: false }],
  ["automountServiceAccountToken", { ofPod: true }],
]);

interface Occurrence {
  readonly field: string;
  readonly list: string;
  readonly at: Place;
  /** Anchored keys on the way from the container down. */
  readonly anchored: readonly { readonly keyAt: Place; readonly name: string }[];
}

export default rule({
  id: "admission/optional-field",
  title: "Pattern that is satisfied by leaving the field out",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["kyverno.io/ClusterPolicy", "kyverno.io/Policy"],
  refs: [],

  *check(policy) {
    for (const it of items(get(policy.body, "spec.rules"))) {
      // Alternatives of `anyPattern` are optional on purpose.
      const found = [...occurrences(get(it, "validate.pattern.spec"), "pod", [])];
      const reported = new Set<string>();
      for (const one of found) {
        if (one.anchored.length === 0 || (one.list !== "containers" && one.list !== "pod") || reported.has(one.field)) continue;
        const elsewhere = found.some(
          (other) => other.field === one.field && other.anchored.length === 0 && (other.list === "containers" || other.list === "pod"),
        );
        if (elsewhere && fields.get(one.field)?.ofPod === true) continue;
        reported.add(one.field);
        yield {
          at: one.at,
          what: `A pod that says nothing about \`${one.field}\` passes: the anchor asks only where the field is written, and left out it is insecure`,
          fix: {
            title: "Ask for the field",
            edit: (edit) => {
              for (const key of one.anchored) edit.rename(key.keyAt, key.name);
            },
          },
        };
      }
    }
  },
});

function* occurrences(value: Value | undefined, list: string, anchored: Occurrence["anchored"]): Iterable<Occurrence> {
  for (const entry of entries(value)) {
    const written = /^(=?)\((.+)\)$/.exec(entry.key);
    const name = written?.[2] ?? entry.key;
    const isList = /^(?:containers|initContainers|ephemeralContainers)$/.test(name);
    const here = isList ? [] : written === null ? anchored : [...anchored, { keyAt: entry.keyAt, name }];
    // A negation (`X(field)`) or an existence test asks something else.
    if (/^[X^<+]\(/.test(entry.key)) continue;
    if (fields.has(name)) {
      yield { field: name, list, at: entry.keyAt, anchored: here };
      continue;
    }
    if (entry.value.kind === "list") for (const it of entry.value.items) yield* occurrences(it, isList ? name : list, here);
    else yield* occurrences(entry.value, list, here);
  }
}
