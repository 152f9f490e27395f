/** EnvoyFilters that reach into what enforces policies. */
import { rule, type Value } from "../api.js";
import { get, items, text } from "../lib/value.js";

const guarded = /envoy\.filters\.(?:http\.(?:rbac|jwt_authn|ext_authz)|network\.rbac)|istio_authn/;

export default rule({
  id: "mesh/envoyfilter-over-security",
  title: "EnvoyFilter over mesh security",
  pillar: "networks",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/EnvoyFilter"],
  refs: [],

  *check(filter) {
    const patches = get(filter.body, "spec.configPatches");
    for (const it of items(patches)) {
      const name = matched(get(it, "match"));
      const operation = text(get(it, "patch.operation"));
      if (name === undefined || !guarded.test(name) || (operation !== "REMOVE" && operation !== "MERGE" && operation !== "REPLACE"))
        continue;
      yield {
        at: get(it, "applyTo") ?? it,
        what: `This patch ${operation === "REMOVE" ? "removes" : "rewrites"} \`${name}\`, the filter that enforces AuthorizationPolicies and tokens: they read as before and hold no longer`,
        fix: items(patches).length > 1 ? { title: "Remove this patch", edit: (edit) => edit.remove(it) } : [],
      };
    }
  },
});

/** The filter that a patch addresses: the inner one where both are named. */
function matched(match: Value | undefined): string | undefined {
  const filter = get(match, "listener.filterChain.filter");
  return text(get(filter, "subFilter.name")) ?? text(get(filter, "name"));
}
