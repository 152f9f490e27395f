/** Policies named after the whole mesh that hold for one namespace only. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "mesh/mesh-wide-outside-root",
  title: "Mesh-wide policy outside the root namespace",
  pillar: "networks",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.peerAuthentication",
  refs: [],

  *check(policy, { mesh }) {
    const { rootNamespace } = mesh.settings(policy);
    const namespace = get(policy.body, "metadata.namespace");
    if (policy.scope !== "namespace" || rootNamespace === undefined || namespace === undefined) return;
    if (policy.name === undefined || !/^(?:mesh|global|cluster)(?:-|$)|-(?:mesh|mesh-wide|global)$|mesh-?wide/.test(policy.name)) return;
    yield {
      at: namespace,
      what: `\`${policy.name}\` holds for \`${policy.namespace}\` alone: a policy for the whole mesh stands in the root namespace \`${rootNamespace}\``,
      fix: { title: `Move it to ${rootNamespace}`, edit: (it) => it.replace(namespace, rootNamespace) },
    };
  },
});
