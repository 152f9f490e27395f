/** Containers whose image has no version, or one that moves. */
import { rule } from "../api.js";
import { imageOf } from "../lib/image.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/mutable-image",
  title: "Image that can change",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_14",
    "kube-linter:latest-tag",
    "kubescape:C-0075",
    "trivy:KSV-0013",
    "kics:Invalid Image",
    "polaris:tagNotSpecified",
    "kube-score:container-image-tag",
    "kyverno:best-practices-disallow-latest-tag",
  ],

  *check(workload) {
    for (const container of workload.containers) {
      const image = get(container.body, "image");
      const parsed = imageOf(container);
      if (image === undefined || parsed === undefined || parsed.digest !== undefined) continue;
      // The mesh's injector puts its own image there.
      if (text(image) === "auto" && (container.name === undefined || container.name === "istio-proxy")) continue;
      if (parsed.tag !== undefined && !/^(?:latest|stable|main|master|edge|nightly|develop|dev|canary|head|rolling)$/i.test(parsed.tag))
        continue;
      yield {
        at: image,
        what: `\`${text(image)}\` is whatever the registry holds at the moment: nobody can say what runs, or that it was checked`,
      };
    }
  },
});
