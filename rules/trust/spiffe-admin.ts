/** SPIFFE registrations with rights over SPIRE. */
import { rule } from "../api.js";
import { entries, flag, get, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "trust/spiffe-admin",
  title: "SPIFFE identity with rights over SPIRE",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["spire.spiffe.io/ClusterSPIFFEID"],
  refs: [],

  *check(registration) {
    const pods = get(registration.body, "spec.podSelector");
    const namespaces = get(registration.body, "spec.namespaceSelector");
    const pinned =
      entries(get(namespaces, "matchLabels")).some((it) => it.key === "kubernetes.io/metadata.name") ||
      (namespaces !== undefined && namespaces.kind !== "dict") ||
      items(get(namespaces, "matchExpressions")).some((it) => text(get(it, "key")) === "kubernetes.io/metadata.name");
    if (pinned && !isEmpty(pods)) return;
    for (const right of ["admin", "downstream"]) {
      const value = get(registration.body, ["spec", right]);
      if (value === undefined || flag(value) !== true) continue;
      const server = /spire-server|spire-agent|nested|upstream/.test(`${registration.name} ${JSON.stringify(registration.labels)}`);
      yield {
        at: value,
        what: `\`${right}\` for every pod that matches, in any namespace: ${right === "admin" ? "each may call SPIRE's API and register identities" : "each may sign identities for others"}`,
        fix: { title: `Remove \`${right}\``, level: server ? "review" : "safe", edit: (it) => it.remove(value) },
      };
    }
  },
});
