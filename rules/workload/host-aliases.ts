/** Names that a pod takes for an address without asking DNS. */
import { rule } from "../api.js";
import { dicts, get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/host-aliases",
  title: "Names resolved past DNS",
  pillar: "networks",
  tenet: ["T2", "T5"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  needs: ["hostAliases"],
  refs: ["trivy:KSV-0007"],

  *check(workload) {
    for (const alias of dicts(get(workload.pod, "hostAliases"))) {
      const [name] = items(get(alias, "hostnames"));
      const ip = text(get(alias, "ip"));
      // That is how a name is kept from being reached.
      if (name === undefined || text(name) === undefined || ip === undefined || ip === "0.0.0.0") continue;
      const own = /^127\.|^::1$/.test(ip);
      yield {
        at: name,
        what: `\`${text(name)}\` is ${own ? "whatever listens in this pod" : `\`${ip}\` for this pod`}, whatever DNS says: policies by name do not see it${own ? "" : ", and whoever gets that address next gets its traffic"}`,
      };
    }
  },
});
