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
  refs: [
    "checkov:CKV_AWS_63",
    "trivy:AWS-0345",
    "tfsec:aws-iam-no-policy-wildcards",
    "kics:IAM Policy Grants Full Permissions",
    "parliament:RESOURCE_STAR",
  ],

  *check(statement, project) {
    if (!grants(statement)) return;
    for (const action of statement.actions) {
      const service = /^([a-z0-9-]+)(?::\*+|\*+|:\?\*+)$/i.exec(text(action) ?? "")?.[1]?.toLowerCase();
      if (service === undefined || !project.actions.hasService(service)) continue;
      // On everything that is more than a wildcard, and told as such.
      if (service === "iam" && !isNarrow(statement)) continue;
      const all = project.actions.expand(`${service}:*`);
      yield {
        at: action,
        what: `\`${text(action)}\` allows all ${all.length} ${service} actions, also those that nobody asked for`,
        fix: narrowings(statement, action, service, project),
      };
    }
  },
});

function isNarrow(statement: Statement): boolean {
  return (
    statement.complete &&
    statement.resources.every((it) => it.kind === "text") &&
    (wideResource(statement, "iam") === undefined || statement.conditions.some(limitsGrant))
  );
}

/** By access level, among the actions that are valid for the resources named. */
function narrowings(statement: Statement, action: Value, service: string, project: Project): readonly Fix[] {
  const valid = validActions(statement, service, project);
  const of = (...levels: readonly string[]): readonly string[] => valid.filter((it) => levels.includes(it.level)).map((it) => it.name);
  const choices = [
    { title: `Read only: ${of("Read", "List").length} read and list actions`, actions: of("Read", "List") },
    {
      title: `Read and write: ${of("Read", "List", "Write").length} actions, no permissions management`,
      actions: of("Read", "List", "Write"),
    },
  ];
  return [
    ...choices.flatMap(({ title, actions }) => {
      const short = actions.length > 40 ? byPrefix(actions, service, project) : actions;
      return short.length === 0 || short.length > 60
        ? []
        : [{ title, edit: (it) => replaceAction(it, statement, action, short) } satisfies Fix];
    }),
    ...bucketAndObjects(statement, action, service, project),
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
