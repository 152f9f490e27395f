/** Images from registries where anybody may put anything, or nobody puts anything any more. */
import { rule } from "../api.js";
import { imageOf } from "../lib/image.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/untrusted-registry",
  title: "Image from an untrusted registry",
  pillar: "workloads",
  tenet: ["T5"],
  severity: "warning",
  fixes: "safe",
  on: "kube.workload",
  refs: ["kubescape:C-0253", "kyverno:other-disallow-k8s-gcr"],

  *check(workload) {
    for (const container of workload.containers) {
      const image = get(container.body, "image");
      const known = text(image);
      const registry = imageOf(container)?.registry;
      if (image === undefined || known === undefined) continue;
      if (registry === "ttl.sh")
        yield { at: image, what: `Anybody may push to \`ttl.sh\`, under any name: \`${known}\` is theirs to replace` };
      // The new registry serves the old one's images under the same names.
      if (registry === "k8s.gcr.io")
        yield {
          at: image,
          what: "`k8s.gcr.io` is frozen: fixed versions of its images are only in `registry.k8s.io`",
          fix: { title: "Use registry.k8s.io", edit: (it) => it.replace(image, known.replace(/^k8s\.gcr\.io/, "registry.k8s.io")) },
        };
    }
  },
});
