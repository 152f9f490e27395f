/** What a condition of an Allow statement says about the caller: AWS's operator semantics (IAM user guide, "Multivalued context keys" and "IfExists"). */
import type { Condition, HollowCondition, Value } from "../../../rules/api.js";
import { type Operator, parseOperator } from "../../../rules/lib/conditions.js";
import { conditionTexts, shape } from "../../../rules/lib/iam.js";
import { isPrivate, parseCidr } from "../../../rules/lib/network.js";
import { text } from "../../../rules/lib/value.js";

/** `limits` keeps strangers out; `service` leaves any account that comes through a service; `nothing` says nothing about who calls; `unknown` cannot be told. */
export type Weight = "limits" | "service" | "nothing" | "unknown";

export interface Weighed {
  readonly weight: Weight;
  readonly hollow?: HollowCondition;
}

/** Keys that name the caller or the place that a call comes from; every one is absent from some requests, so IfExists lets those pass. */
const callerKeys: ReadonlySet<string> = new Set([
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:userid",
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourcevpcarn",
  "aws:vpceaccount",
  "aws:vpceorgid",
  "aws:vpceorgpaths",
  "aws:sourceip",
  "aws:vpcsourceip",
  "aws:ec2instancesourcevpc",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
  "lambda:eventsourcetoken",
  "elasticfilesystem:accessedviamounttarget",
  "elasticfilesystem:accesspointarn",
]);

/** Keys by which any account may come, as long as it uses the service named. */
const serviceKeys: ReadonlySet<string> = new Set([
  "kms:viaservice",
  "kms:grantisforawsresource",
  "aws:viaawsservice",
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "aws:principalisawsservice",
  "aws:principalservicename",
  "aws:principalservicenameslist",
]);

/** Keys about the request, its time or its target: anybody can meet them. */
const requestKeys =
  /^(?:aws:(?:securetransport|useragent|referer|currenttime|epochtime|tokenissuetime|multifactorauth(?:present|age)|requestedregion|principaltype|resourceaccount|resourceorgid|resourceorgpaths|tagkeys|(?:resource|request|principal)tag\/.*)|s3:(?:tlsversion|x-amz-.*|prefix|delimiter|max-keys|signatureversion|authtype|signatureage|existingobjecttag\/.*|requestobjecttag.*|versionid|locationconstraint)|sns:protocol|kms:(?:encryptionalgorithm|keyspec|keyusage|granteeprincipal|grantoperations))$/;

/** Weighs one condition of an Allow statement. */
export function weighAllow(condition: Condition): Weighed {
  const operator = parseOperator(condition.operator);
  const name = text(condition.key)?.toLowerCase();
  if (operator === undefined || name === undefined) return { weight: "unknown" };
  if (requestKeys.test(name)) return { weight: "nothing" };
  if (name === "lambda:functionurlauthtype") return { weight: "nothing" };
  const service = serviceKeys.has(name);
  if (!service && !callerKeys.has(name)) return { weight: "unknown" };
  const hollow = (why: string): Weighed => ({ weight: "nothing", hollow: { condition, why } });
  if (operator.compares === "null") {
    return conditionTexts(condition).includes("true")
      ? hollow(`it asks that \`${name}\` is absent, which strangers can arrange`)
      : condition.values.some((it) => text(it) === undefined)
        ? { weight: "unknown" }
        : hollow("any value passes");
  }
  if (operator.set === "ForAllValues") return hollow("`ForAllValues` also passes when the key is absent");
  if (operator.ifExists) return hollow("`IfExists` also passes when the key is absent");
  if (operator.compares === "flag") {
    if (conditionTexts(condition).includes("false") && condition.values.length === 1) return hollow("callers who are no service pass");
    return { weight: service ? "service" : "limits" };
  }
  if (operator.negated) return hollow("it only leaves a few out");
  if (!namesCallers.has(operator.compares) || condition.values.length === 0) return { weight: "unknown" };
  for (const value of condition.values) {
    const why = openValue(name, operator, value);
    if (why !== undefined) return hollow(why);
  }
  return { weight: service ? "service" : "limits" };
}

/** Whether a Deny with this condition keeps out everyone but the callers that it names. */
export function exempts(condition: Condition): boolean {
  const operator = parseOperator(condition.operator);
  const name = text(condition.key)?.toLowerCase();
  if (operator === undefined || name === undefined || !callerKeys.has(name)) return false;
  if (!operator.negated || !namesCallers.has(operator.compares) || operator.set === "ForAnyValue") return false;
  return condition.values.every((it) => openValue(name, operator, it) === undefined);
}

/** What callers are told apart by: texts, ARNs and addresses. */
const namesCallers: ReadonlySet<string> = new Set(["string", "glob", "arn", "address"]);

/** Why everybody can meet a value, if so. */
function openValue(name: string, operator: Operator, value: Value): string | undefined {
  if (name.endsWith("sourceip")) return openAddress(value);
  return operator.compares === "glob" || operator.compares === "arn" ? openPattern(name, value) : undefined;
}

/** A condition beside an exempting one that only spares AWS services. */
export function sparesServices(condition: Condition): boolean {
  const name = text(condition.key)?.toLowerCase();
  return name !== undefined && serviceKeys.has(name);
}

/** Public ranges up to /8 (IPv4) and /16 (IPv6) leave too much in to name anybody. */
function openAddress(value: Value): string | undefined {
  const cidr = parseCidr(text(value) ?? "");
  return cidr !== undefined && !isPrivate(cidr) && cidr.length <= (cidr.version === 4 ? 8 : 16)
    ? `\`${text(value)}\` is the internet`
    : undefined;
}

/** Patterns that everybody can meet: only wildcards, or an ARN whose account is a wildcard and whose name anybody may give. */
function openPattern(name: string, value: Value): string | undefined {
  const pattern = shape(value)?.pattern;
  const known = text(value);
  if (pattern === undefined || known === undefined) return undefined;
  if (/^\*+$/.test(known)) return `\`${known}\` matches everybody`;
  if (!name.endsWith("arn") || !known.startsWith("arn:")) return undefined;
  const [, , service = "", , account = "", ...rest] = known.split(":");
  if (/^\*+$/.test(account) && service !== "cloudfront") return `\`${known}\` matches every account`;
  return account === "" && service === "s3" && /^\*/.test(rest.join(":")) ? `\`${known}\` matches every bucket` : undefined;
}
