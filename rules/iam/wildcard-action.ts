/** Allow statements that name every action of a service. */
import { type Fix, type Project, rule, type Statement, type Value } from "../api.js";
import { limitsGrant, wideResource } from "../lib/grants.js";
import { grants } from "../lib/iam.js";
import { byPrefix, replaceAction, splitOff, validActions } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/wildcard-action",
  title: "Wildcard action",
  pillar: "identity",
  tenet: ["T3", "T2"],
  severity: "error",
  fixes: "review",
  on: "iam.statement",
  of: ["grant"],
  refs: [
    "checkov:CKV_AWS_63",
    "trivy:AWS-0345",
    "tfsec:aws-iam-no-policy-wildcards",
    "kics:IAM Policy Grants Full Permissions",
    "parliament:RESOURCE_STAR",
  ],

  *check(statement, project) {
    if (!grants(statement)) return;
    const whole = statement.actions.flatMap((action): readonly Whole[] => {
      const known = text(action);
      if (known?.endsWith("*") !== true) return [];
      const service = /^([a-z0-9-]+)(?::\*+|\*+|:\?\*+)$/i.exec(known)?.[1]?.toLowerCase();
      if (service === undefined || !project.actions.hasService(service)) return [];
      // On everything that is more than a wildcard, and told as such.
      return service === "iam" && !isNarrow(statement) ? [] : [{ action, service }];
    });
    const [first, ...more] = whole;
    if (first === undefined) return;
    const count = whole.reduce((sum, it) => sum + project.actions.expand(`${it.service}:*`).length, 0);
    const name = `\`${text(first.action)}\``;
    yield {
      at: first.action,
      what:
        more.length === 0
          ? `${name} allows all ${count} ${first.service} actions, also those that nobody asked for`
          : `${name} and ${more.length === 1 ? `\`${text(more[0]?.action)}\`` : `${more.length} more services`} are allowed whole: ${count} actions, also those that nobody asked for`,
      related: more.map((it) => ({ at: it.action, what: "this service, too" })),
      fix: () => narrowings(statement, whole, project),
    };
  },
});

/** A service that is allowed whole. */
interface Whole {
  readonly action: Value;
  readonly service: string;
}

function isNarrow(statement: Statement): boolean {
  return (
    statement.complete &&
    statement.resources.every((it) => it.kind === "text") &&
    (wideResource(statement, "iam") === undefined || statement.conditions.some(limitsGrant))
  );
}

/** By access level, among the actions that are valid for the resources named. */
function narrowings(statement: Statement, whole: readonly Whole[], project: Project): readonly Fix[] {
  const valid = whole.map(({ action, service }) => ({ action, service, valid: validActions(statement, service, project) }));
  const choice = (name: string, note: string, ...levels: readonly string[]): readonly Fix[] => {
    const narrowed = valid.map((it) => {
      const actions = it.valid.filter((one) => levels.includes(one.level)).map((one) => one.name);
      return {
        action: it.action,
        count: actions.length,
        short: actions.length > 40 || whole.length > 1 ? byPrefix(actions, it.service, project) : actions,
      };
    });
    if (narrowed.some((it) => it.short.length === 0) || narrowed.reduce((sum, it) => sum + it.short.length, 0) > 60) return [];
    const count = narrowed.reduce((sum, it) => sum + it.count, 0);
    return [
      {
        title: `${name}: ${count} ${note}`,
        edit: (it) => {
          for (const one of narrowed) replaceAction(it, statement, one.action, one.short);
        },
      },
    ];
  };
  const [only] = whole;
  return [
    ...choice("Read only", "read and list actions", "Read", "List"),
    ...choice("Read and write", "actions, no permissions management", "Read", "List", "Write"),
    ...(whole.length === 1 && only ? bucketAndObjects(statement, only.action, only.service, project) : []),
  ];
}

/** S3 alone has actions on the bucket and on what is in it: each with its own ARN. */
function bucketAndObjects(statement: Statement, action: Value, service: string, project: Project): readonly Fix[] {
  const known = statement.resources.flatMap((it) => (text(it) === undefined ? [] : [it]));
  const buckets = known.filter((it) => /^arn:[^:]+:s3:::[^/*]+$/.test(text(it) ?? ""));
  const objects = known.filter((it) => /^arn:[^:]+:s3:::[^/*]+\/\*$/.test(text(it) ?? ""));
  const [bucket] = buckets;
  const [object] = objects;
  if (
    service !== "s3" ||
    statement.actions.length !== 1 ||
    bucket === undefined ||
    object === undefined ||
    statement.resources.length !== 2
  )
    return [];
  return [
    {
      title: "List the bucket, read and write its objects, each on its own ARN",
      edit: (it) => {
        const clause = statement.clause("Resource");
        if (clause?.kind !== "list") return;
        replaceAction(it, statement, action, ["s3:GetObject", "s3:PutObject"]);
        it.remove(bucket);
        splitOff(it, statement, [], project, { resource: text(bucket) ?? "", names: ["s3:ListBucket", "s3:GetBucketLocation"] });
      },
    },
  ];
}
