/** Who the policies on resources reach: principals, weighed conditions, denials of the same policy, and the guards of the resource. */
import type {
  AccessBlock,
  Audience,
  AudienceProject,
  PolicyDocument,
  Principal,
  Reach,
  Statement,
  TerraformBlock,
  Value,
} from "../../../rules/api.js";
import { flag, get, isUnknown, isUnwritten, reference, references, text } from "../../../rules/lib/value.js";
import type { Terraform } from "../../terraform/index.js";
import { exempts, sparesServices, type Weight, weighAllow } from "./conditions.js";

export function createAudiences(terraform: Terraform): AudienceProject {
  const { project } = terraform;

  function audiences(policy: PolicyDocument): readonly Audience[] {
    if (policy.use !== "resource" && policy.use !== "unknown") return [];
    const guarded = policyGuard(policy);
    return policy.statements.flatMap((statement) => {
      if (statement.effect !== "Allow") return [];
      // Everyone but those named, anonymous callers among them.
      const everyone = statement.principals.length === 0 ? statement.notPrincipals : statement.principals.filter(isEveryone);
      const services = statement.principals.filter((it) => it.type === "Service");
      if (policy.use === "unknown" && statement.principals.length === 0 && statement.notPrincipals.length === 0) return [];
      const weighed = statement.conditions.map(weighAllow);
      return [
        {
          statement,
          everyone,
          reach:
            everyone.length === 0
              ? "limited"
              : reachOf(
                  policy,
                  statement,
                  weighed.map((it) => it.weight),
                  guarded,
                ),
          services,
          sourced: sourcedOf(
            policy,
            statement,
            weighed.map((it) => it.weight),
          ),
          hollow: weighed.flatMap((it) => it.hollow ?? []),
        },
      ];
    });
  }

  function reachOf(policy: PolicyDocument, statement: Statement, weights: readonly Weight[], guarded: boolean | undefined): Reach {
    if (weights.includes("limits") || guarded === true) return "limited";
    // A statement that is out of view may be the denial that closes this one.
    if (!callersInView(statement) || !policy.complete || weights.includes("unknown") || guarded === undefined) return "unknown";
    const blocked = bucketGuard(policy);
    if (blocked !== false) return blocked === true ? "limited" : "unknown";
    return weights.includes("service") ? "service" : "open";
  }

  function sourcedOf(policy: PolicyDocument, statement: Statement, weights: readonly Weight[]): boolean | undefined {
    if (weights.includes("limits")) return true;
    if (!callersInView(statement) || !policy.complete || weights.includes("unknown")) return undefined;
    return false;
  }

  /** Whether a denial of the policy keeps out everyone whom it does not name. */
  function policyGuard(policy: PolicyDocument): boolean | undefined {
    let known: boolean | undefined = false;
    for (const it of policy.statements) {
      if (it.effect === undefined) known = undefined;
      if (it.effect !== "Deny") continue;
      if (!it.principals.some(isEveryone)) {
        if (!callersInView(it) || it.principals.some((one) => text(one.value) === undefined || one.type === undefined)) known = undefined;
        continue;
      }
      if (it.conditions.some(exempts) && it.conditions.every((one) => exempts(one) || sparesServices(one))) return true;
      if (!callersInView(it)) known = undefined;
    }
    return known;
  }

  /** Whether the public access block of the bucket makes a public policy void. */
  function bucketGuard(policy: PolicyDocument): boolean | undefined {
    const buckets = policy.users.filter((it) => it.type === "aws_s3_bucket_policy" || it.type === "aws_s3_bucket");
    if (buckets.length === 0) return false;
    const held = buckets.map((it) => accessBlock(it, "restrict_public_buckets").holds);
    return held.includes(undefined) ? undefined : held.every((it) => it === true);
  }

  function accessBlock(near: TerraformBlock, ...settings: readonly string[]): AccessBlock {
    const mine = near.type === "aws_s3_bucket" ? undefined : get(near.body, "bucket");
    const bucket = near.type === "aws_s3_bucket" ? near : targetOf(mine, near);
    const found: TerraformBlock[] = [];
    let holds: boolean | undefined = false;
    const weigh = (block: TerraformBlock): void => {
      const values = settings.map((it) => get(block.body, it));
      if (values.every((it) => flag(it) === true)) holds = block.certain ? true : holds === true ? true : undefined;
      else if (values.every((it) => flag(it) === true || isUnknown(it)) && holds === false) holds = undefined;
    };
    for (const block of project.blocks(near, "aws_s3_account_public_access_block")) weigh(block);
    if (bucket !== undefined) {
      const linked = project.satellites(bucket, "aws_s3_bucket_public_access_block", "bucket");
      for (const it of linked.found) {
        found.push(it);
        weigh(it);
      }
      if (!linked.complete && linked.found.length === 0 && holds === false) holds = undefined;
    } else {
      for (const block of project.blocks(near, "aws_s3_bucket_public_access_block")) {
        const link = get(block.body, "bucket");
        const same = isUnwritten(link) ? false : sameTarget(mine, link);
        if (same === false) continue;
        if (same === true) found.push(block);
        else if (holds === false) holds = undefined;
        if (same === true) weigh(block);
      }
    }
    return { found, holds };
  }

  function targetOf(link: Value | undefined, from: TerraformBlock): TerraformBlock | undefined {
    const only = reference(link);
    const resolved = only && project.resolve(only, from);
    if (resolved) return resolved.type === "aws_s3_bucket" ? resolved : undefined;
    const known = text(link);
    return known === undefined
      ? undefined
      : project.blocks(from, "aws_s3_bucket").find((it) => text(get(it.body, "bucket")) === known || it.address === known);
  }

  return { audiences, accessBlock };
}

/** Whether every principal and condition of a statement is in view; its actions and resources need not be. */
function callersInView(statement: Statement): boolean {
  const condition = statement.clause("Condition");
  const whole =
    condition === undefined ||
    (condition.kind === "list" && condition.complete) ||
    (condition.kind === "dict" && condition.complete && condition.entries.every((it) => it.value.kind === "dict" && it.value.complete));
  return whole && statement.body.complete;
}

/** Whether two links name the same thing; undefined when it cannot be told. */
function sameTarget(a: Value | undefined, b: Value | undefined): boolean | undefined {
  const known = [text(a), text(b)];
  if (known[0] !== undefined && known[1] !== undefined) return known[0] === known[1];
  const [left] = references(a);
  const [right] = references(b);
  return left && right ? left.address === right.address && left.scope === right.scope && left.key === right.key : undefined;
}

/** `*`, or an ARN whose account is a wildcard. A federated or canonical `*` does not exist. */
export function isEveryone(principal: Principal): boolean {
  const known = text(principal.value);
  if (known === undefined || !(principal.type === "*" || principal.type === "AWS")) return false;
  return known === "*" || /^arn:aws[\w-]*:(?:iam|sts)::\*:/.test(known);
}
