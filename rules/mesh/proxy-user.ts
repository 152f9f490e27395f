/** Containers that run as the user whose traffic the mesh leaves alone. */
import { rule } from "../api.js";
import { security } from "../lib/kubernetes.js";
import { names } from "../lib/pod-security.js";
import { number } from "../lib/value.js";

/** Of Istio's proxy: what it sends is not captured again. */
const proxy = 1337;

export default rule({
  id: "mesh/proxy-user",
  title: "Container with the proxy's user",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["runAsUser"],
  refs: ["istio:IST0144-InvalidApplicationUID"],

  *check(workload, { mesh }) {
    if (mesh.membership(workload) === "outside") return;
    for (const container of workload.containers) {
      const user = security(workload, container, "runAsUser");
      if (
        user === undefined ||
        number(user) !== proxy ||
        container.name === undefined ||
        /^istio-(?:proxy|init|validation)$/.test(container.name)
      )
        continue;
      yield {
        at: user,
        what: `User ${proxy} is the proxy's own: what ${names([container])} sends goes past the proxy, without mutual TLS and past every policy for egress`,
        fix: { title: "Run as user 10001", edit: (it) => it.replace(user, 10001) },
      };
    }
  },
});
