/** Trust in a shared issuer whose subject leaves the tenant open. */
import { type Fix, rule } from "../api.js";
import { type Subject, subjects } from "../lib/trust.js";

export default rule({
  id: "trust/wide-subject",
  title: "Federated trust that reaches strangers",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "error",
  fixes: "review",
  on: "trust.statement",
  refs: ["checkov:CKV_AWS_358", "checkov:CKV_AWS_393"],
  aliases: ["trust/wide-github-subject"],

  *check(statement, project) {
    for (const subject of subjects(statement, project)) {
      const { issuer, known, value } = subject;
      const open = /[*?]/.test(known);
      if (open && !subject.wildcards) continue;
      const reach = issuer.reach(known);
      const any = issuer.id === "other" && reach === "tenant";
      if (!any && !(issuer.shared && reach === "anyone")) continue;
      yield {
        at: value,
        what: any
          ? `\`${known}\` accepts every identity of the issuer`
          : open
            ? `\`${known}\` also fits ${issuer.name} tenants that anybody can make`
            : `\`${known}\` says nothing about whose it is: anybody's ${issuer.name} project can have it`,
        fix: pinned(subject),
      };
    }
  },
});

/** Fails closed until the project is filled in. */
function pinned({ issuer, known, value }: Subject): readonly Fix[] {
  const owner = /^repo:([A-Za-z0-9-]+)\*/.exec(known)?.[1];
  if (issuer.id !== "github") return [];
  const subject = `repo:${owner ?? "CHANGE_ME"}/CHANGE_ME:environment:production`;
  return [{ title: `Pin to \`${subject}\` (nobody passes until \`CHANGE_ME\` is filled in)`, edit: (it) => it.replace(value, subject) }];
}
