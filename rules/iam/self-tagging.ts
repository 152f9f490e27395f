/** Holders that can write the tag on which their own access rests. */
import { type Editor, type PolicyDocument, rule, type Statement } from "../api.js";
import { conditionTexts, serviceOf, shape } from "../lib/iam.js";
import { coversText, meetsText } from "../lib/patterns.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/self-tagging",
  title: "Access by a tag that its holder writes",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "warning",
  fixes: "review",
  on: "iam.policy",
  needs: ["Condition"],
  refs: [],

  *check(policy, project) {
    if (policy.use !== "identity" && policy.use !== "unknown") return;
    const tagged = policy.effective.flatMap((it) => (it.effect === "Allow" ? conditionsOnTags(it) : []));
    for (const { service, tag, at, resources } of tagged)
      for (const statement of policy.statements) {
        if (statement.effect !== "Allow" || !statement.complete || statement.conditions.length > 0) continue;
        if (!statement.resources.some((it) => resources.some((one) => meetsText(it, one) === true))) continue;
        const writer = statement.actions.find(
          (it) =>
            serviceOf(it) === service &&
            project.actions.expand(text(it) ?? "").some((one) => one.level === "Tagging" && /:(?:Create|Tag|Add|Put)/.test(one.name)),
        );
        if (writer === undefined || guarded(policy, text(writer) ?? "", tag)) continue;
        yield {
          at: writer,
          what: `\`${text(writer)}\` writes the tag \`${tag}\` that decides what this holder may reach: it tags what it wants and is let in`,
          related: [{ at, what: "access rests on the tag here" }],
          fix: { title: `Deny writing the tag \`${tag}\``, edit: (it) => deny(it, policy, text(writer) ?? "", tag) },
        };
        return;
      }
  },
});

function conditionsOnTags(
  statement: Statement,
): readonly { readonly service: string; readonly tag: string; readonly at: Statement["at"]; readonly resources: Statement["resources"] }[] {
  return statement.conditions.flatMap((it) => {
    const key = shape(it.key);
    const tag = key?.exact ? /^[a-z0-9-]+:resourcetag\/(.+)$/i.exec(key.pattern)?.[1] : undefined;
    const services = new Set(statement.actions.flatMap((one) => serviceOf(one) ?? []));
    return tag === undefined ? [] : [...services].map((service) => ({ service, tag, at: it.at, resources: statement.resources }));
  });
}

/** A denial of the tag, or one that may be. */
function guarded(policy: PolicyDocument, action: string, tag: string): boolean {
  return policy.effective.some(
    (it) =>
      it.effect !== "Allow" &&
      (it.actions.length === 0 || it.actions.some((one) => coversText(one, action, true) !== false)) &&
      it.conditions.every((one) => {
        const key = shape(one.key)?.pattern.toLowerCase() ?? "*";
        return (
          key.includes("*") ||
          key === `aws:requesttag/${tag.toLowerCase()}` ||
          (key === "aws:tagkeys" && (conditionTexts(one).length === 0 || conditionTexts(one).includes(tag)))
        );
      }),
  );
}

function deny(it: Editor, policy: PolicyDocument, action: string, tag: string): void {
  if (policy.spelling === "document")
    it.insertBlock(policy.owner, {
      type: "statement",
      labels: [],
      body: {
        effect: "Deny",
        actions: [action],
        resources: ["*"],
        condition: [{ type: "condition", labels: [], body: { test: "ForAnyValue:StringEquals", variable: "aws:TagKeys", values: [tag] } }],
      },
    });
  else {
    const list = policy.body.entries.find((one) => one.key.toLowerCase() === "statement")?.value;
    if (list !== undefined)
      it.append(list, { Effect: "Deny", Action: action, Resource: "*", Condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": tag } } });
  }
}
