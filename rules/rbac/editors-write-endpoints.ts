/** The built-in role of editors, with the right to send traffic wherever they like. */
import { rule } from "../api.js";
import { get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "rbac/editors-write-endpoints",
  title: "Endpoints in the hands of every editor",
  pillar: "identity",
  tenet: ["T3", "T5"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["rbac.authorization.k8s.io/ClusterRole"],
  refs: ["gatekeeper:general-block-endpoint-edit-default-role"],

  *check(role) {
    const aggregated = ["edit", "admin"].some((it) => role.labels.get(`rbac.authorization.k8s.io/aggregate-to-${it}`) === "true");
    if (!aggregated && !/^(?:system:aggregate-to-)?(?:edit|admin)$/.test(role.name ?? "")) return;
    for (const one of items(get(role.body, "rules"))) {
      const resource = items(get(one, "resources")).find((it) => /^(?:endpoints|endpointslices)$/.test(text(it) ?? ""));
      const verb = texts(get(one, "verbs")).find((it) => /^(?:create|update|patch|\*)$/.test(it));
      if (resource === undefined || verb === undefined) continue;
      const list = items(get(one, "resources"));
      yield {
        at: resource,
        what: `Every editor of a namespace gets \`${verb}\` on \`${text(resource)}\`: a Service then leads to pods of other namespaces, past their network policies (CVE-2021-25740)`,
        fix: list.length > 1 ? { title: `Take \`${text(resource)}\` out of the rule`, edit: (it) => it.remove(resource) } : undefined,
      };
    }
  },
});
