/** Trust in a pipeline that any branch or pull request of a project can run, for roles that write. */
import { type Fix, type IamPrincipal, type Project, rule, type Statement } from "../api.js";
import { givesChange } from "../lib/grants.js";
import { type Subject, subjects } from "../lib/trust.js";

export default rule({
  id: "trust/any-branch",
  title: "Role for every branch of a project",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "warning",
  fixes: "review",
  on: "trust.statement",
  refs: [],

  *check(statement, project) {
    if (!writes(statement, project)) return;
    for (const subject of subjects(statement, project)) {
      const { issuer, known } = subject;
      if (issuer.id === "eks" || issuer.id === "other" || (/[*?]/.test(known) && !subject.wildcards)) continue;
      const reach = issuer.reach(known);
      if (reach !== "project" && reach !== "tenant") continue;
      yield {
        at: subject.value,
        what: /:pull_request$/.test(known)
          ? `\`${known}\` lets a pull request use this role before anybody has reviewed it, and the role writes`
          : `\`${known}\` lets ${reach === "tenant" ? "every project of the tenant" : "every branch and pull request"} use this role, and the role writes`,
        fix: pinned(subject),
      };
    }
  },
});

/** Whether a policy in view lets a role that trusts so do more than read. */
function writes(statement: Statement, project: Project): boolean {
  return statement.users
    .flatMap((it) => project.iam.principal(it) ?? [])
    .some(
      (role) =>
        role.managed.some((it) => /Admin|FullAccess|PowerUser|Write/.test(it.name)) ||
        statementsOf(role).some((it) => givesChange(it, project)),
    );
}

function statementsOf(role: IamPrincipal): readonly Statement[] {
  return role.documents.flatMap((it) => it.effective);
}

function pinned({ issuer, known, value }: Subject): readonly Fix[] {
  const github = /^(repo:[^:*?]+\/[^:*?]+):/.exec(known)?.[1];
  const gitlab = /^(project_path:[^:*?]+\/[^:*?]+):/.exec(known)?.[1];
  const tails =
    issuer.id === "github" && github
      ? [`${github}:environment:production`, `${github}:ref:refs/heads/main`]
      : issuer.id === "gitlab" && gitlab
        ? [`${gitlab}:ref_type:branch:ref:main`]
        : [];
  return tails.map((it) => ({ title: `Only \`${it}\``, edit: (editor) => editor.replace(value, it) }));
}
