/** Allow statements that name every action of a service. */
import { type Fix, type Project, rule, type Statement, type Value } from "../api.js";
import { grants, serviceOf } from "../lib/iam.js";
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
    "checkov:CKV_AWS_288",
    "trivy:AWS-0345",
    "tfsec:aws-iam-no-policy-wildcards",
    "kics:IAM Policy Grants Full Permissions",
    "parliament:RESOURCE_STAR",
  ],

  *check(statement, project) {
    if (!grants(statement)) return;
    for (const action of statement.actions) {
      const service = serviceOf(action);
      if (service === undefined || text(action) !== `${service}:*` || !project.actions.hasService(service)) continue;
      const all = project.actions.expand(`${service}:*`);
      yield {
        at: action,
        what: `\`${service}:*\` allows all ${all.length} ${service} actions, also those that nobody asked for`,
        fix: narrowings(statement, action, service, project),
      };
    }
  },
});

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
  return choices.flatMap(({ title, actions }) => {
    const short = actions.length > 40 ? prefixes(actions, service, project) : actions;
    if (short.length === 0 || short.length > 60) return [];
    return [
      {
        title,
        edit: (it) =>
          statement.actions.length > 1 || statement.clause("Action")?.kind === "list"
            ? replaceItem(it, statement, action, short)
            : it.replace(action, short),
      },
    ];
  });
}

function replaceItem(it: Parameters<Fix["edit"]>[0], statement: Statement, action: Value, actions: readonly string[]): void {
  const clause = statement.clause("Action");
  if (clause?.kind !== "list" || clause.items.length === 1) it.replace(clause ?? action, actions);
  else {
    it.replace(action, actions[0] ?? "");
    if (actions.length > 1) it.append(clause, ...actions.slice(1));
  }
}

function validActions(statement: Statement, service: string, project: Project): ReturnType<Project["actions"]["expand"]> {
  const all = project.actions.expand(`${service}:*`);
  const arns = statement.resources.map((it) => shapeOf(it, statement, project));
  if (arns.length === 0 || arns.some((it) => it === undefined || it === "*")) return all;
  const valid = arns.map((it) => project.actions.forArn(service, it ?? ""));
  if (valid.some((it) => it === undefined)) return all;
  const names = new Set(valid.flatMap((it) => it?.map((one) => one.name) ?? []));
  return all.filter((it) => names.has(it.name));
}

/** The ARN that a resource stands for, with references to buckets and queues of the workspace spelled by their kind. */
function shapeOf(value: Value, statement: Statement, project: Project): string | undefined {
  if (value.kind !== "unknown") return text(value);
  return value.parts
    .map((part) => {
      if (typeof part === "string") return part;
      const reference = part.reference;
      const target = reference && project.terraform.resolve(reference, statement.owner);
      if (reference?.attribute[0] !== "arn" || target === undefined) return "*";
      return target.type === "aws_s3_bucket" ? "arn:aws:s3:::bucket" : "*";
    })
    .join("");
}

/** `s3:Get*`, where every action of the prefix is wanted. */
function prefixes(actions: readonly string[], service: string, project: Project): readonly string[] {
  const wanted = new Set(actions);
  const verbs = new Set(actions.map((it) => /^[^:]+:[A-Z][a-z]+/.exec(it)?.[0] ?? it));
  return [...verbs]
    .flatMap((verb) => {
      const covered = project.actions.expand(`${verb}*`);
      return covered.every((it) => wanted.has(it.name))
        ? [covered.length === 1 ? (covered[0]?.name ?? verb) : `${verb}*`]
        : covered.filter((it) => wanted.has(it.name)).map((it) => it.name);
    })
    .filter((it) => it.startsWith(`${service}:`));
}
