/** Allow statements that name the resources they leave out. */
import { rule } from "../api.js";
import { grants } from "../lib/iam.js";

export default rule({
  id: "iam/not-resource",
  title: "Allow with NotResource",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "iam.statement",
  refs: ["parliament:NotResource"],

  *check(statement) {
    const clause = statement.clause("NotResource");
    if (!grants(statement) || clause === undefined || clause.kind === "unknown") return;
    yield { at: clause, what: "`NotResource` with Allow reaches every resource but these, also those that are made later" };
  },
});
