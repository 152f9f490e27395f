/** Allow statements that name the resources they leave out. */
import { rule } from "../api.js";
import { grants } from "../lib/iam.js";
import { entry } from "../lib/value.js";

export default rule({
  id: "iam/not-resource",
  title: "Allow with NotResource",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "iam.statement",
  needs: ["NotResource"],
  refs: ["parliament:NotResource"],

  *check(statement) {
    const clause = statement.clause("NotResource");
    if (!grants(statement) || clause === undefined || clause.kind === "unknown") return;
    const document = statement.spelling === "document";
    const key = entry(statement.body, document ? "not_resources" : "NotResource")?.keyAt;
    yield {
      at: clause,
      what: "`NotResource` with Allow reaches every resource but these, also those that are made later",
      ...(key
        ? {
            fix: {
              title: "Deny the actions on these resources (a guard rail, which grants nothing)",
              edit: (it) => {
                it.rename(key, document ? "resources" : "Resource");
                if (document) it.set(statement.place, "effect", "Deny");
                else it.set(statement.body, "Effect", "Deny");
              },
            },
          }
        : {}),
    };
  },
});
