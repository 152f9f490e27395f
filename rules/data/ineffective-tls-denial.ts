/** Denials of plain HTTP in bucket policies that leave requests out. */
import { type Data, type PolicyDocument, type Problem, rule, type Statement } from "../api.js";
import { parseOperator } from "../lib/conditions.js";
import { conditionTexts, isOnlyPart, keyName } from "../lib/iam.js";
import { arnOf, bucketArn, covers, deniesPlain, tlsStatements } from "../lib/tls-denial.js";
import { get, isComplete, text } from "../lib/value.js";

export default rule({
  id: "data/ineffective-tls-denial",
  title: "TLS denial with a gap",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "iam.policy",
  needs: ["Condition"],
  refs: [],

  *check(policy, project) {
    if (!policy.users.some((it) => it.type === "aws_s3_bucket_policy" || it.type === "aws_s3_bucket")) return;
    const speaking = tlsStatements(policy.statements);
    // Several denials may complete each other.
    const denials = speaking.filter((it) => it.effect !== "Allow");
    if (denials.length === 1 && denials[0] && deniesPlain(denials[0]) === true) {
      yield* gaps(denials[0]);
      yield* elsewhere(denials[0], policy);
    }
    if (denials.length === 0 && policy.complete && !isOnlyPart(policy, project)) yield* allowed(policy, speaking);
    for (const it of denials) yield* inverted(it);
  },
});

function* gaps(statement: Statement): Iterable<Problem> {
  const [principal] = statement.principals;
  if (principal && statement.principals.length === 1 && text(principal.value) !== undefined && text(principal.value) !== "*") {
    const known = principal.value;
    yield {
      at: known,
      what: `Only \`${text(known)}\` is denied plain HTTP: everyone else may still use it`,
      fix: { title: "Deny everyone", level: "safe", edit: (it) => it.replace(known, "*") },
    };
  }
  const [action] = statement.actions;
  if (
    action &&
    statement.actions.every((it) => text(it) !== undefined && !/^(?:\*|s3:\*)$/i.test(text(it) ?? "")) &&
    isComplete(statement.clause("Action"))
  ) {
    const clause = statement.clause("Action") ?? action;
    yield {
      at: action,
      what: `Only \`${text(action)}\`${statement.actions.length > 1 ? " and its like" : ""} is denied over plain HTTP: other requests still pass`,
      fix: {
        title: "Deny every S3 action",
        level: "safe",
        edit: (it) => it.replace(clause, statement.spelling === "document" ? ["s3:*"] : "s3:*"),
      },
    };
  }
  const covered = statement.resources.map(covers);
  const [resource] = statement.resources;
  if (resource === undefined || covered.includes(undefined) || covered.includes("both") || !isListed(statement)) return;
  if (covered.includes("bucket") !== covered.includes("objects")) {
    const arn = arnOf(resource);
    const clause = statement.clause("Resource") ?? resource;
    yield {
      at: resource,
      fix: arn && { title: "Cover the bucket and its objects", level: "safe", edit: (it) => it.replace(clause, [arn.all, arn.objects]) },
      what: covered.includes("bucket")
        ? "The denial covers the bucket and none of its objects: they may still be read over plain HTTP"
        : "The denial covers the objects and not the bucket: it may still be listed over plain HTTP",
    };
  }
}

/** A denial about another bucket than the policy's. */
function* elsewhere(statement: Statement, policy: PolicyDocument): Iterable<Problem> {
  const owner = policy.users.length === 1 ? policy.users[0] : undefined;
  const own = owner?.type === "aws_s3_bucket_policy" ? bucketArn(get(owner.body, "bucket")) : undefined;
  const clause = statement.clause("Resource");
  if (own === undefined || clause === undefined) return;
  const named = statement.resources.map(arnOf);
  const [first] = statement.resources;
  const same = (it: { readonly all: Data } | undefined): boolean => JSON.stringify(it?.all) === JSON.stringify(own.all);
  const comparable =
    named.every((it) => it !== undefined && typeof it.all === typeof own.all) &&
    statement.resources.every((it) => text(it)?.includes("*:") !== true && text(it) !== "*");
  if (
    first === undefined ||
    !comparable ||
    named.some(same) ||
    statement.resources.some((it) => /[*?]/.test((text(it) ?? "").replace(/\/\*$/, "")))
  )
    return;
  yield {
    at: first,
    what: "The denial names another bucket: this one still answers plain HTTP",
    fix: { title: "Name this bucket and its objects", edit: (it) => it.replace(clause, [own.all, own.objects]) },
  };
}

function isListed(statement: Statement): boolean {
  const clause = statement.clause("Resource");
  return clause?.kind !== "list" || clause.complete;
}

/** A denial of the wrong value. */
function* inverted(statement: Statement): Iterable<Problem> {
  if (statement.effect !== "Deny") return;
  for (const it of statement.conditions) {
    const [value] = it.values;
    if (keyName(it) !== "securetransport" || parseOperator(it.operator)?.name !== "Bool" || value === undefined) continue;
    if (conditionTexts(it).length === 1 && conditionTexts(it)[0] === "true")
      yield {
        at: value,
        what: "This denies requests with TLS, and lets plain HTTP pass",
        fix: { title: "Deny requests without TLS", edit: (editor) => editor.replace(value, "false") },
      };
  }
}

/** An Allow that asks for TLS leaves every other grant as it is. */
function* allowed(policy: PolicyDocument, speaking: readonly Statement[]): Iterable<Problem> {
  const [only] = speaking;
  if (only?.effect !== "Allow" || policy.statements.some((it) => it.effect === undefined)) return;
  const condition = only.conditions.find((it) => keyName(it) === "securetransport");
  if (condition)
    yield { at: condition.at, what: "Asking for TLS in an Allow does not deny plain HTTP to anyone whom another policy lets in" };
}
