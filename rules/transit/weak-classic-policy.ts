/** Negotiation policies of classic load balancers that switch on withdrawn protocols. */
import { rule } from "../api.js";
import { switchedOn } from "../lib/balancer.js";

export default rule({
  id: "transit/weak-classic-policy",
  title: "Old protocol on a classic load balancer",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_load_balancer_policy", "aws_lb_ssl_negotiation_policy"],
  refs: ["checkov:CKV_AWS_213", "kics:ELB Using Insecure Protocols"],

  *check(policy) {
    yield* switchedOn(policy, old, "lets somebody in the middle make both sides fall back to a version that can be broken");
  },
});

const old = /^Protocol-(?:SSLv[23]|TLSv1|TLSv1\.1)$/;
