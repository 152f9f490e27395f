/** Production that lets development in. */
import { type KubeObject, type Project, rule } from "../api.js";
import { environmentOf, namespacesNamed } from "../lib/connectivity.js";

export default rule({
  id: "segmentation/lower-environment",
  title: "Development let into production",
  pillar: "networks",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.ingress"],
  refs: [],

  *check(it, project) {
    if (it.enforced !== true || environment(it.policy.namespace, it.policy, project) !== "prod") return;
    for (const peer of it.peers) {
      if (peer.kind !== "pods" || peer.namespaces !== "some") continue;
      const named = namespacesNamed(peer.namespaceSelector);
      const lower =
        named.map((one) => one.name).find((name) => environment(name, it.policy, project) === "lower") ??
        peer.namespaceSelector?.requirements.flatMap((one) =>
          /^(?:env|environment|stage)$/.test(one.key) && one.operator === "In"
            ? one.values.filter((value) => environmentOf(value, undefined) === "lower")
            : [],
        )[0];
      if (lower === undefined) continue;
      yield {
        at: peer.at,
        what: `\`${it.policy.namespace}\` is production and lets in \`${lower}\`: what is less guarded there becomes a way in here`,
        fix:
          it.peers.length > 1
            ? { title: "Remove the peer", edit: (edit) => edit.remove(peer.value) }
            : { title: "Remove the rule", edit: (edit) => edit.remove(it.body) },
      };
    }
  },
});

function environment(name: string | undefined, near: KubeObject, { kubernetes }: Project): "prod" | "lower" | undefined {
  return environmentOf(name, kubernetes.objects(near, "Namespace").find((it) => it.name === name)?.labels);
}
