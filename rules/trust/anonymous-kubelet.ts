/** Kubelets and API servers that serve callers without a login. */
import { rule } from "../api.js";
import { flag, get, isEmpty } from "../lib/value.js";

export default rule({
  id: "trust/anonymous-kubelet",
  title: "Kubelet or API server open to anonymous callers",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["kubelet.config.k8s.io/KubeletConfiguration", "apiserver.config.k8s.io/AuthenticationConfiguration"],
  refs: ["kubescape:C-0172", "kubescape:C-0113", "cis-k8s:4.2.1"],

  *check(object) {
    const server = object.kind === "AuthenticationConfiguration";
    const enabled = get(object.body, server ? "anonymous.enabled" : "authentication.anonymous.enabled");
    if (enabled === undefined || flag(enabled) !== true) return;
    // Health checks need no login; the list of conditions says where.
    if (server && !isEmpty(get(object.body, "anonymous.conditions"))) return;
    yield {
      at: enabled,
      what: `Whoever reaches the ${server ? "API server" : "kubelet"} is served without a login${server ? "" : ": with an open authorization mode that is a shell in every pod of the node"}`,
      fix: server
        ? {
            title: "Only for health checks",
            edit: (it) => it.set(object.body, "anonymous.conditions", [{ path: "/livez" }, { path: "/readyz" }, { path: "/healthz" }]),
          }
        : { title: "Refuse anonymous callers", edit: (it) => it.replace(enabled, false) },
    };
  },
});
