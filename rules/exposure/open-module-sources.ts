/** Calls of the security-group module whose rules are open to the internet unless they say otherwise. */
import { code, rule } from "../api.js";
import { worldAddresses } from "../lib/network.js";
import { declareVariable } from "../lib/network-fix.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/open-module-sources",
  title: "Module open to the internet unless a rule says otherwise",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["module"],
  refs: ["kics:Unrestricted Security Group Ingress"],

  *check(call, project) {
    if (!/terraform-aws-modules\/(?:terraform-aws-)?security-group/.test(text(get(call.body, "source")) ?? "")) return;
    // Rules in view are judged one by one.
    if (project.network.rules(call).found.some((it) => it.direction === "ingress")) return;
    for (const name of ["ingress_cidr_blocks", "ingress_ipv6_cidr_blocks"]) {
      const sources = get(call.body, name);
      const [open] = worldAddresses(items(sources));
      if (sources === undefined || open === undefined) continue;
      yield {
        at: open,
        what: `\`${text(open)}\` is the source of every rule here that names none: the next rule is open to the internet without saying so`,
        fix: {
          title: "Allow only the ranges of a variable, `allowed_cidrs`",
          edit: (it) => {
            it.replace(sources.at, code("var.allowed_cidrs"));
            declareVariable(call, project, "allowed_cidrs", "list(string)", "Address ranges that may connect.", it);
          },
        },
      };
    }
  },
});
