/** Helm 2's Tiller, which does for anybody what its account may do. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "rbac/tiller",
  title: "Tiller that obeys anybody",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["/Service", "/Pod", "apps/Deployment", "extensions/Deployment", "apps/StatefulSet", "apps/DaemonSet", "apps/ReplicaSet"],
  refs: [
    "kics:Tiller Deployment Is Accessible From Within The Cluster",
    "kics:Tiller Service Is Not Deleted",
    "kics:Tiller (Helm v2) Is Deployed",
    "checkov:CKV_K8S_34",
    "checkov:CKV_K8S_44",
    "checkov:CKV_K8S_45",
    "trivy:KSV-0102",
  ],

  *check(object) {
    const pod =
      object.kind === "Service" ? undefined : object.kind === "Pod" ? get(object.body, "spec") : get(object.body, "spec.template.spec");
    for (const container of items(get(pod, "containers"))) {
      const image = get(container, "image");
      if (image === undefined || !/(?:^|\/)tiller[\w-]*(?:[:@]|$)/.test(text(image) ?? "")) continue;
      // Listening on the pod's own address alone, it is reached through the API server only.
      if (items(get(container, "args")).some((it) => /^--listen=(?:localhost|127\.0\.0\.1)/.test(text(it) ?? "--listen=localhost")))
        continue;
      yield { at: image, what: `Tiller ${why}` };
    }
    if (object.kind !== "Service") return;
    const name = get(object.body, "spec.selector.name");
    if (name !== undefined && text(name) === "tiller") yield { at: object, what: `This reaches Tiller, which ${why}` };
  },
});

const why = "installs whatever any caller in the cluster asks for, with the rights of its own account; Helm 3 needs no such server";
