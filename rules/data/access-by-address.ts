/** Resource policies that ask everyone for nothing but an address. */
import { type Condition, rule } from "../api.js";
import { parseOperator } from "../lib/conditions.js";
import { text } from "../lib/value.js";

export default rule({
  id: "data/access-by-address",
  title: "Resource policy that trusts an address",
  pillar: "data",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "none",
  on: "iam.policy",
  needs: ["Condition"],
  refs: [
    "kics:S3 Bucket Allows Get Action From All Principals",
    "kics:S3 Bucket Allows Put Action From All Principals",
    "kics:S3 Bucket Allows Delete Action From All Principals",
    "kics:S3 Bucket Allows List Action From All Principals",
  ],

  *check(policy, project) {
    // Endpoint policies filter what already has an identity.
    if (policy.use !== "resource" || policy.users.some((it) => /^aws_(?:vpc_endpoint|vpclattice)/.test(it.type))) return;
    for (const { everyone, statement } of project.audiences(policy)) {
      const [anyone] = everyone;
      const [address] = statement.conditions.filter(isAddress);
      if (anyone === undefined || address === undefined || !statement.complete) continue;
      if (!statement.conditions.every((it) => isAddress(it) || asksNothing(it))) continue;
      const where = address.values.map((it) => text(it)).filter((it) => it !== undefined);
      yield {
        at: anyone.value,
        what: `Anybody ${where.length === 1 ? `at \`${where[0]}\`` : "in these ranges"} may do this without signing in: an address says where a request comes from, not from whom`,
      };
    }
  },
});

function isAddress(condition: Condition): boolean {
  const operator = parseOperator(condition.operator);
  return operator?.name === "IpAddress" && /^aws:(?:source|vpcsource)ip$/i.test(text(condition.key) ?? "");
}

/** Conditions on how a request travels, which everybody can meet. */
function asksNothing(condition: Condition): boolean {
  return /^(?:aws:securetransport|s3:tlsversion|s3:x-amz-acl|aws:useragent|aws:referer)$/i.test(text(condition.key) ?? "");
}
