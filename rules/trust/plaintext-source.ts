/** Sources of Flux and Argo CD that are fetched without verification. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "trust/plaintext-source",
  title: "Deployment source fetched without verification",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: [
    "source.toolkit.fluxcd.io/GitRepository",
    "source.toolkit.fluxcd.io/HelmRepository",
    "source.toolkit.fluxcd.io/OCIRepository",
    "source.toolkit.fluxcd.io/Bucket",
    "argoproj.io/Application",
  ],
  refs: [],

  *check(source) {
    for (const path of ["spec.url", "spec.source.repoURL"]) {
      const url = get(source.body, path);
      // Within the cluster a service's name is as far as it goes.
      if (
        url === undefined ||
        !/^http:\/\/(?!localhost\b|127\.|[\w-]+(?:\.(?!(?:com|org|net|io|dev|app|cloud|co|eu|de|edu|gov)\b)[\w-]+)?(?:\.svc(?:\.cluster\.local)?)?(?::\d+)?(?:\/|$))/i.test(
          text(url) ?? "",
        )
      )
        continue;
      yield {
        at: url,
        what: `\`${text(url)}\` is fetched in the clear, and what it says is applied to the cluster: whoever is on the way deploys`,
        fix: { title: "Fetch it over HTTPS", edit: (it) => it.replace(url, (text(url) ?? "").replace(/^http:/i, "https:")) },
      };
    }
    const insecure = get(source.body, "spec.insecure");
    if (insecure !== undefined && flag(insecure) === true)
      yield {
        at: insecure,
        what: "The registry is not verified, and what it hands out is applied to the cluster: whoever is on the way deploys",
        fix: { title: "Verify the registry", edit: (it) => it.replace(insecure, false) },
      };
  },
});
