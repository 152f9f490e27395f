/** PeerAuthentications that accept plaintext. */
import { type Editor, type KubeObject, type PeerAuthentication, type Project, rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "mesh/mtls-not-strict",
  title: "mTLS not STRICT",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.peerAuthentication",
  refs: ["kics:Istio mTLS", "istio:peerauth-permissive"],

  *check(policy, project) {
    const mode = get(policy.body, "spec.mtls.mode");
    if (mode === undefined || policy.mode !== "PERMISSIVE" || policy.scope === "ignored") return;
    const parent = stricter(policy, project);
    yield {
      at: mode,
      what: parent
        ? `\`PERMISSIVE\` undoes the STRICT of \`${parent.label}\`: the most specific policy wins, not the strictest, and plaintext gets in here`
        : "`PERMISSIVE` still accepts plaintext: callers without an identity get in, and policies on identities can be walked around",
      related: parent ? [{ at: parent, what: "sets STRICT for everything below it" }] : [],
      fix: [
        ...(parent ? [{ title: "Inherit STRICT from above (UNSET)", edit: (it: Editor) => it.replace(mode, "UNSET") }] : []),
        { title: "Set mTLS to STRICT", edit: (it: Editor) => it.replace(mode, "STRICT") },
      ],
    };
  },
});

/** The policy above that sets STRICT: the namespace's for a workload, else the mesh's. */
function stricter(policy: PeerAuthentication, { mesh }: Project): KubeObject | undefined {
  if (policy.scope !== "namespace" && policy.scope !== "workload") return undefined;
  const strict = mesh.peerAuthentications(policy).filter((it) => it.mode === "STRICT");
  const near =
    policy.scope === "workload" ? strict.find((it) => it.scope === "namespace" && it.namespaceKey === policy.namespaceKey) : undefined;
  return near ?? strict.find((it) => it.scope === "mesh");
}
