/** Service accounts annotated with a role that AWS cannot have. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "trust/malformed-role-arn",
  title: "Role ARN that cannot exist",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["ServiceAccount"],
  refs: [],

  *check(account) {
    const arn = get(account.body, ["metadata", "annotations", "eks.amazonaws.com/role-arn"]);
    const known = text(arn);
    if (arn === undefined || known === undefined || /[{}$<>]/.test(known)) return;
    const id = /^arn:aws[\w-]*:iam::([^:]*):role\//.exec(known)?.[1];
    if (id === undefined)
      yield { at: arn, what: `\`${known}\` is no role ARN: the pod gets no credentials and falls back to the node's role` };
    else if (!/^\d{12}$/.test(id))
      yield {
        at: arn,
        what: `\`${id}\` is no account id, which has 12 digits: the pod gets no credentials and falls back to the node's role`,
      };
  },
});
