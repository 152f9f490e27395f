/** Statements that let an AWS service act without saying for whom: the confused deputy. */
import { type Fix, type PolicyDocument, type Project, rule, type Statement } from "../api.js";
import { addCondition, ownAccount } from "../lib/perimeter.js";
import { get, references, text } from "../lib/value.js";

export default rule({
  id: "data/service-without-source",
  title: "Service let in without naming its source",
  pillar: "data",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "iam.policy",
  needs: ["resource"],
  refs: [],

  *check(policy, project) {
    if (policy.use !== "resource" || policy.users.some((it) => it.type.startsWith("aws_vpc_endpoint"))) return;
    const open = project.audiences(policy).flatMap(({ statement, services, sourced }) => {
      const deputy = services.find((it) => deputies.has(text(it.value) ?? ""));
      return deputy !== undefined && sourced === false ? [{ statement, deputy: deputy.value, name: text(deputy.value) ?? "" }] : [];
    });
    for (const name of new Set(open.map((it) => it.name))) {
      // EventBridge sends no source to SNS.
      if (name === "events.amazonaws.com" && policy.users.some((it) => it.type.startsWith("aws_sns_"))) continue;
      const [first, ...rest] = open.filter((it) => it.name === name);
      if (first === undefined) continue;
      yield {
        at: first.deputy,
        what: `\`${name}\` may act here for any AWS account: no condition names the source it acts for`,
        related: rest.map((it) => ({ at: it.deputy, what: "And here" })),
        fix: () =>
          sources(
            policy,
            [first, ...rest].map((it) => it.statement),
            name,
            project,
          ),
      };
    }
  },
});

/** Services that call a resource on behalf of whichever customer configured them, and send aws:SourceArn. */
const deputies: ReadonlySet<string> = new Set([
  "sns.amazonaws.com",
  "s3.amazonaws.com",
  "events.amazonaws.com",
  "cloudtrail.amazonaws.com",
  "config.amazonaws.com",
  "cloudfront.amazonaws.com",
  "ses.amazonaws.com",
  "budgets.amazonaws.com",
  "cloudwatch.amazonaws.com",
  "logging.s3.amazonaws.com",
  "delivery.logs.amazonaws.com",
  "backup.amazonaws.com",
  "serverlessrepo.amazonaws.com",
]);

/** What may be the source: exactly one resource that sends to this one. */
function sources(policy: PolicyDocument, statements: readonly Statement[], service: string, project: Project): readonly Fix[] {
  const account = ownAccount(project, policy.owner);
  const senders = sendersOf(policy, service, project);
  const byAccount: Fix = {
    title: "Only for this account",
    edit: (it) => {
      for (const statement of statements) addCondition(it, statement, "StringEquals", "aws:SourceAccount", account.expression);
      account.declare(it);
    },
  };
  const [only] = senders;
  if (only === undefined || senders.length > 1) return [byAccount];
  return [
    {
      title: `Only for \`${only}\``,
      edit: (it) => {
        for (const statement of statements) addCondition(it, statement, "ArnEquals", "aws:SourceArn", `${only}.arn`);
      },
    },
    byAccount,
  ];
}

/** Topics subscribed to the queue, buckets that notify it, event rules that target it, and distributions in front of it. */
function sendersOf(policy: PolicyDocument, service: string, project: Project): readonly string[] {
  const owner = policy.users[0] ?? policy.owner;
  const targets = new Set(
    owner.type.endsWith("_policy")
      ? references(owner.body)
          .filter((it) => !it.address.startsWith("data."))
          .map((it) => it.address)
      : [owner.address],
  );
  const wiring = wires[service];
  if (wiring === undefined) return [];
  const found = project.terraform
    .blocks(owner, wiring.wire)
    .filter((it) => it.scope === owner.scope && references(it.body).some((one) => targets.has(one.address)))
    .flatMap((it) => (wiring.sender === undefined ? [it.address] : references(get(it.body, wiring.sender)).map((one) => one.address)));
  return [...new Set(found)].filter((it) => it.startsWith(wiring.type));
}

const wires: Readonly<Record<string, { readonly wire: string; readonly sender: string | undefined; readonly type: string }>> = {
  "sns.amazonaws.com": { wire: "aws_sns_topic_subscription", sender: "topic_arn", type: "aws_sns_topic." },
  "s3.amazonaws.com": { wire: "aws_s3_bucket_notification", sender: "bucket", type: "aws_s3_bucket." },
  "cloudfront.amazonaws.com": { wire: "aws_cloudfront_distribution", sender: undefined, type: "aws_cloudfront_distribution." },
};
