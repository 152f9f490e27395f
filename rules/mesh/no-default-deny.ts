/** Mesh namespaces in which workloads accept whoever reaches them. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { listed } from "../lib/mesh.js";

export default rule({
  id: "mesh/no-default-deny",
  title: "Mesh namespace without default deny",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["Namespace"],
  refs: [],

  *check(namespace, { mesh, kubernetes }) {
    const { name } = namespace;
    if (name === undefined || isSystemNamespace(name) || !kubernetes.closedWorld(namespace)) return;
    if (kubernetes.mayHide(namespace, "security.istio.io/AuthorizationPolicy")) return;
    const { rootNamespace } = mesh.settings(namespace);
    if (rootNamespace === undefined || rootNamespace === name) return;
    const allows = mesh.authorizations(namespace).filter((it) => it.action === "ALLOW" || it.action === undefined);
    if (allows.some((it) => it.namespace === undefined || it.dryRun === undefined)) return;
    const members = kubernetes
      .workloadsBeside(namespace)
      .filter((it) => mesh.membership(it) === "sidecar" || mesh.membership(it) === "ambient");
    const open = members.filter(
      (it) =>
        !it.labels.has("istio") &&
        !it.podLabels.has("istio") &&
        !allows.some((policy) => policy.dryRun !== true && mesh.applies(policy, it) !== false),
    );
    // Policies at a waypoint or gateway cover what this cannot see.
    if (open.length === 0 || allows.some((it) => it.scope === "target" && it.namespace === name)) return;
    yield {
      at: namespace,
      what: `No ALLOW policy covers ${listed(open.flatMap((it) => it.name ?? []))} in \`${name}\`: any caller gets in, with or without an identity`,
      fix: {
        title: "Create an AuthorizationPolicy that allows nothing",
        edit: (it) =>
          it.createObject(namespace, {
            apiVersion: "security.istio.io/v1",
            kind: "AuthorizationPolicy",
            metadata: { name: "allow-nothing", namespace: name },
            spec: {},
          }),
      },
    };
  },
});
