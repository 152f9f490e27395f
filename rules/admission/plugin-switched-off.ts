/** API servers that switch off a plugin which protects by default. */
import { rule } from "../api.js";
import { namesIn, pieceWith, setNames } from "../lib/control-plane.js";

/** What each plugin keeps from happening. */
const plugins: ReadonlyMap<string, string> = new Map([
  ["NamespaceLifecycle", "objects can be made in namespaces that are going away or do not exist"],
  ["NodeRestriction", "a kubelet can change other nodes and their pods"],
  ["PodSecurity", "the Pod Security labels of namespaces have no effect"],
  ["ValidatingAdmissionPolicy", "no ValidatingAdmissionPolicy is asked"],
  ["ValidatingAdmissionWebhook", "no policy engine is asked"],
  ["MutatingAdmissionWebhook", "sidecars and identities are not injected"],
  ["CertificateApproval", "whoever may update a signing request may approve it"],
  ["CertificateSubjectRestriction", "a signing request can ask for the group `system:masters`"],
]);

export default rule({
  id: "admission/plugin-switched-off",
  title: "Protecting admission plugin switched off",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_83",
    "trivy:KCV-0015",
    "kics:Namespace Lifecycle Admission Control Plugin Disabled",
    "kubescape:C-0126",
    "kubescape:ensure-that-the-admission-control-plugin-NamespaceLifecycle-is-set",
    "cis-k8s:1.2.13",
  ],

  *check(server) {
    const disabled = server.flags.get("disable-admission-plugins");
    const names = namesIn(disabled) ?? [];
    if (disabled === undefined) return;
    const lost = names.filter((it) => plugins.has(it));
    if (lost.length === 0) return;
    const rest = names.filter((it) => !plugins.has(it));
    yield {
      at: pieceWith(disabled, lost).at,
      what: `Without ${lost.map((it) => `\`${it}\``).join(", ")}: ${lost.map((it) => plugins.get(it)).join("; ")}`,
      fix: {
        title: `Leave ${lost.map((it) => `\`${it}\``).join(", ")} on`,
        edit: (it) => setNames(it, disabled, rest, server.spelling),
      },
    };
  },
});
