/** Allow statements whose write actions reach every resource. */
import { rule, type Value } from "../api.js";
import { escalations, hijacks, secretReaders } from "../lib/escalation.js";
import { limitsGrant } from "../lib/grants.js";
import { grants, isStar } from "../lib/iam.js";
import { limitFixes } from "../lib/narrow.js";
import { pieces, text } from "../lib/value.js";

export default rule({
  id: "iam/wildcard-resource",
  title: "Grant on every resource",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "iam.statement",
  of: ["grant"],
  refs: [
    "checkov:CKV_AWS_355",
    "checkov:CKV_AWS_290",
    "checkov:CKV_AWS_356",
    "checkov:CKV_AWS_111",
    "trivy:AWS-0057",
    "cloudsplaining:ResourceExposure",
    "parliament:RESOURCE_STAR",
    "parliament:RESOURCE_EFFECTIVELY_STAR",
  ],

  *check(statement, project) {
    if (!grants(statement) || !statement.complete || statement.conditions.some(limitsGrant)) return;
    const star = statement.resources.find((it) => isStar(it) || isWholeService(it));
    if (star === undefined || statement.actions.length === 0 || statement.actions.some(mayBeAll)) return;
    const limitable = statement.actions
      .flatMap((it) => (/^[^:]*\*+$/.test(text(it) ?? "") ? [] : project.actions.expand(text(it) ?? "")))
      .filter((it) => it.resourceTypes.length > 0 && it.level !== "List" && it.level !== "Read" && !told.has(it.name));
    const [first] = limitable;
    if (first === undefined) return;
    yield {
      at: star,
      what: `\`${text(star)}\` lets \`${first.name}\`${limitable.length > 1 ? ` and ${limitable.length - 1} more write actions` : ""} reach every resource of the account`,
      fix: () => limitFixes(statement, project),
    };
  },
});

/** `arn:aws:s3:::*` and its kin, which leave nothing of a service out. What a function writes its log to is commonly named so. */
function isWholeService(resource: Value): boolean {
  const service = /^arn:[^:]*:([a-z0-9-]+):\*?:\*?:\*+(?:\/\*+)?$/.exec(text(resource) ?? "")?.[1];
  return service !== undefined && service !== "logs";
}

/** Administration is told as such, and an action of which nothing is known may be just that. */
function mayBeAll(action: Value): boolean {
  return text(action) === "*" || (pieces(action) ?? []).every((it) => it === undefined);
}

/** Actions whose reach other rules tell with what it leads to; services allowed whole are told as such. */
const told: ReadonlySet<string> = new Set([
  "iam:PassRole",
  "sts:AssumeRole",
  "sts:TagSession",
  "sts:SetSourceIdentity",
  ...secretReaders,
  ...[...escalations, ...hijacks].flatMap(({ needs }) => (needs.length === 1 ? needs : [])).filter((it) => typeof it === "string"),
]);
