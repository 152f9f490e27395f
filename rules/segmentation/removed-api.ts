/** Policies in an API version that no cluster serves. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/removed-api",
  title: "Policy in a removed API version",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["extensions/NetworkPolicy"],
  refs: ["kube-linter:no-extensions-v1beta"],

  *check(policy) {
    const version = get(policy.body, "apiVersion");
    if (version === undefined || policy.language !== "yaml") return;
    yield {
      at: version,
      what: `\`${policy.apiVersion}\` is gone since Kubernetes 1.16: the policy is never applied, and nothing is isolated`,
      fix: { title: "Use networking.k8s.io/v1", edit: (it) => it.replace(version, "networking.k8s.io/v1") },
    };
  },
});
