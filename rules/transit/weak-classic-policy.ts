/** Negotiation policies of classic load balancers that switch on withdrawn protocols. */
import { rule } from "../api.js";
import { dicts, flag, get, text } from "../lib/value.js";

export default rule({
  id: "transit/weak-classic-policy",
  title: "Old protocol on a classic load balancer",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_load_balancer_policy", "aws_lb_ssl_negotiation_policy"],
  refs: ["kics:ELB Using Insecure Protocols"],

  *check(policy) {
    for (const attribute of ["policy_attribute", "attribute"].flatMap((it) => dicts(get(policy.body, it)))) {
      const name = get(attribute, "name");
      const value = get(attribute, "value");
      if (name === undefined || !/^Protocol-(?:SSLv[23]|TLSv1|TLSv1\.1)$/.test(text(name) ?? "") || flag(value) !== true || !value)
        continue;
      yield {
        at: name,
        what: `\`${text(name)}\` lets somebody in the middle make both sides fall back to a version that can be broken`,
        fix: { title: "Switch it off", edit: (it) => it.replace(value, "false") },
      };
    }
  },
});
