/** Service accounts whose role trusts another namespace or name. */
import { type KubeObject, rule, type Statement, type Value } from "../api.js";
import { keyName } from "../lib/iam.js";
import { coversText } from "../lib/patterns.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "trust/irsa-mismatch",
  title: "Service account that the role does not trust",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["ServiceAccount"],
  refs: [],

  *check(account, project) {
    const arn = text(get(account.body, ["metadata", "annotations", "eks.amazonaws.com/role-arn"]));
    if (arn === undefined || account.name === undefined) return;
    if (account.namespace === undefined && account.namespaceKey.includes("{{}}")) return;
    const own = `system:serviceaccount:${account.namespace}:${account.name}`;
    const trusted = subjectsOf(project.trusts());
    if (trusted.some((it) => fits(it.subject, own))) return;
    const role = trusted.filter((it) => it.roles.includes(arn.slice(arn.lastIndexOf("/") + 1)));
    const other =
      role.find((it) => !/[*?]/.test(it.subject)) ??
      trusted.find((it) => it.subject.endsWith(`:${account.name}`) && it.subject.split(":").length === 4);
    if (other === undefined || (role.length === 0 && account.namespace === other.subject.split(":")[2])) return;
    yield {
      at: account,
      what: `The role trusts \`${other.subject.split(":").slice(2).join("/")}\`, this account is ${where(account)}: it gets no credentials, or one in the wrong place does`,
      related: [{ at: other.at, what: "the trust policy names this subject" }],
      fix:
        role.length === 1 && account.namespace !== undefined && other.value.kind === "text"
          ? { title: `Trust \`${own}\``, edit: (it) => it.replace(other.value, own) }
          : [],
    };
  },
});

function where(account: KubeObject): string {
  return account.namespace === undefined ? `\`${account.name}\` in no named namespace` : `\`${account.namespace}/${account.name}\``;
}

interface Trusted {
  readonly subject: string;
  readonly value: Value;
  readonly at: Value["at"];
  /** Names of the roles that trust it, as far as they are spelled out. */
  readonly roles: readonly string[];
}

function subjectsOf(trusts: readonly Statement[]): readonly Trusted[] {
  return trusts.flatMap((statement) =>
    statement.conditions.flatMap((it) =>
      keyName(it) === "sub"
        ? it.values.flatMap(items).flatMap((value) => {
            const subject = text(value);
            if (subject === undefined || !/^system:serviceaccount:[^:]+:[^:]+$/.test(subject)) return [];
            const roles = statement.users.flatMap((one) => text(get(one.body, "name")) ?? []);
            return [{ subject, value, at: it.at, roles }];
          })
        : [],
    ),
  );
}

function fits(subject: string, own: string): boolean {
  return coversText(subject, own) === true;
}
