/** Federated trust statements that do not test the audience of the token. */
import { code, type Fix, rule, type Statement } from "../api.js";
import { mayBeKey } from "../lib/iam.js";
import { addCondition } from "../lib/narrow.js";
import { type Federation, federations, pinsIdentity } from "../lib/trust.js";
import { get, items, reference, text } from "../lib/value.js";

export default rule({
  id: "trust/oidc-without-audience",
  title: "Federated trust without an audience",
  pillar: "identity",
  tenet: ["T4"],
  severity: "info",
  fixes: "review",
  on: "trust.statement",
  refs: [],

  *check(statement, project) {
    if (statement.effect !== "Allow" || !statement.complete) return;
    if (statement.conditions.some((it) => ["aud", "oaud", "azp", "client_id", "app_id"].some((name) => mayBeKey(it, name)))) return;
    for (const federation of federations(statement, project)) {
      // Without a subject there is more to say.
      if (federation.issuer.id === "cognito" || !statement.conditions.some((it) => pinsIdentity(it, federation.issuer))) continue;
      yield {
        at: federation.principal.value,
        what: "A token made for any audience passes: nothing tests `aud`, so a token stolen from another service works here",
        fix: audience(statement, federation),
      };
    }
  },
});

function audience(statement: Statement, { issuer, host, provider, principal }: Federation): readonly Fix[] {
  const listed = items(get(provider?.body, "client_id_list")).map(text);
  const [only] = listed;
  const value = listed.length === 1 && only !== undefined ? only : issuer.audience;
  if (value === undefined) return [];
  const title = `Require the audience \`${value}\``;
  if (host !== undefined)
    return [{ title, edit: (it) => addCondition(it, statement, { operator: "StringEquals", key: `${host}:aud`, values: [value] }) }];
  const address = provider?.address ?? reference(principal.value)?.address;
  if (address === undefined || address.startsWith("module.") || statement.spelling !== "document") return [];
  const variable = code(`"\${replace(${address}.url, "https://", "")}:aud"`);
  return [
    {
      title,
      edit: (it) =>
        it.insertBlock(statement.place, { type: "condition", labels: [], body: { test: "StringEquals", variable, values: [value] } }),
    },
  ];
}
