/** Windows containers that run as an administrator. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

const path = "securityContext.windowsOptions.runAsUserName";

export default rule({
  id: "workload/windows-administrator",
  title: "Windows container run by an administrator",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["runAsUserName"],
  refs: ["kyverno:windows-security-require-run-as-containeruser"],

  *check(workload) {
    const seen = new Set<string>();
    for (const container of workload.containers) {
      const user = get(container.body, path) ?? get(workload.pod, path);
      if (user === undefined || !/^(?:.*\\)?(?:ContainerAdministrator|Administrator|SYSTEM)$/i.test(text(user) ?? "")) continue;
      const place = `${user.origin.start}`;
      if (seen.has(place)) continue;
      seen.add(place);
      yield {
        at: user,
        what: `\`${text(user)}\` may change everything in the container, its services and registry: whoever gets in has that, too`,
        fix: { title: "Run as ContainerUser", edit: (it) => it.replace(user, "ContainerUser") },
      };
    }
  },
});
