/** Negotiation policies of classic load balancers that switch on ciphers which can be broken. */
import { rule } from "../api.js";
import { switchedOn } from "../lib/balancer.js";

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
    yield* switchedOn(policy, weak, "can be broken: whoever records the traffic reads it");
  },
});

/** RC4, single and triple DES, export, anonymous and MD5 suites, in OpenSSL's and in IANA's spelling. */
const weak = /(?:^|[-_])(?:RC4|ARCFOUR|DES|3DES|CBC3|NULL|EXP|EXPORT|EXP1024|ADH|AECDH|anon|MD5|RC2|IDEA)(?:[-_]|$)/;
