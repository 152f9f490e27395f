/** Negotiation policies of classic load balancers that switch on ciphers which can be broken. */
import { rule } from "../api.js";
import { dicts, flag, get, text } from "../lib/value.js";

export default rule({
  id: "transit/weak-classic-cipher",
  title: "Weak cipher on a classic load balancer",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_load_balancer_policy", "aws_lb_ssl_negotiation_policy"],
  refs: ["kics:ELB Using Weak Ciphers"],

  *check(policy) {
    for (const attribute of ["policy_attribute", "attribute"].flatMap((it) => dicts(get(policy.body, it)))) {
      const name = get(attribute, "name");
      const value = get(attribute, "value");
      if (name === undefined || !weak.test(text(name) ?? "") || flag(value) !== true || !value) continue;
      yield {
        at: name,
        what: `\`${text(name)}\` can be broken: whoever records the traffic reads it`,
        fix: { title: "Switch it off", edit: (it) => it.replace(value, "false") },
      };
    }
  },
});

/** RC4, single and triple DES, export, anonymous and MD5 suites, in OpenSSL's and in IANA's spelling. */
const weak = /(?:^|[-_])(?:RC4|ARCFOUR|DES|3DES|CBC3|NULL|EXP|EXPORT|EXP1024|ADH|AECDH|anon|MD5|RC2|IDEA)(?:[-_]|$)/;
