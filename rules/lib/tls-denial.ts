/** The denial of requests without TLS in bucket policies, written and read. */

import { type Code, code, type Data, type Editor } from "../api.js";
import type { PolicyDocument, Statement } from "../vocabulary/iam.js";
import type { Reference, Value } from "../vocabulary/value.js";
import { parseOperator } from "./conditions.js";
import { conditionTexts, keyName, shape } from "./iam.js";
import { reference, references, text } from "./value.js";

/** Statements that speak, or may speak, about TLS in any way. */
export function tlsStatements(statements: readonly Statement[]): readonly Statement[] {
  return statements.filter((it) => it.conditions.some((one) => /^(?:securetransport|tlsversion|.*\*)$/.test(keyName(one))));
}

/** Whether a statement denies plain HTTP as such, whatever it leaves out; undefined when a value is not known. */
export function deniesPlain(statement: Statement): boolean | undefined {
  if (statement.effect === undefined) return undefined;
  if (statement.effect !== "Deny") return false;
  let known: boolean | undefined = false;
  for (const it of statement.conditions) {
    const name = keyName(it);
    if (name.includes("*")) known = undefined;
    if (name !== "securetransport") continue;
    const values = conditionTexts(it);
    if (values.length === 0 || it.operator === undefined) known = undefined;
    else if (parseOperator(it.operator)?.name === "Bool" ? values.includes("false") : true) return true;
  }
  return known;
}

/** The bucket that a policy's owner names, as an expression or literal ARN: `aws_s3_bucket.logs.arn`, `"arn:aws:s3:::logs"`. */
export function bucketArn(bucket: Value | undefined): { readonly all: Data; readonly objects: Data } | undefined {
  const named = reference(bucket);
  if (named?.address.startsWith("aws_s3_bucket.")) {
    return arns(`${named.address}${keyText(named)}.arn`);
  }
  const known = text(bucket);
  return known === undefined ? undefined : { all: `arn:aws:s3:::${known}`, objects: `arn:aws:s3:::${known}/*` };
}

/** The ARNs of the bucket that a resource of a statement names, itself or by its objects. */
export function arnOf(resource: Value): { readonly all: Data; readonly objects: Data } | undefined {
  const known = text(resource)?.replace(/\/\*$/, "");
  if (known !== undefined) return { all: known, objects: `${known}/*` };
  const [only] = references(resource);
  if (only === undefined || !only.address.startsWith("aws_s3_bucket.") || only.attribute.join(".") !== "arn") return undefined;
  return arns(`${only.address}${keyText(only)}.arn`);
}

function keyText({ key }: Reference): string {
  return key === undefined ? "" : `[${typeof key === "number" ? key : JSON.stringify(key)}]`;
}

/** The ARNs of a bucket by an expression for its own. */
export function arns(expression: string): { readonly all: Code; readonly objects: Code } {
  return { all: code(expression), objects: code(`"\${${expression}}/*"`) };
}

/** Appends the denial to a policy in its own spelling. */
export function appendDenial(it: Editor, policy: PolicyDocument, arn: { readonly all: Data; readonly objects: Data }): void {
  if (policy.spelling === "document") {
    it.insertBlock(policy.body, {
      type: "statement",
      labels: [],
      body: {
        sid: "DenyInsecureTransport",
        effect: "Deny",
        actions: ["s3:*"],
        resources: [arn.all, arn.objects],
        principals: { type: "principals", labels: [], body: { type: "*", identifiers: ["*"] } },
        condition: { type: "condition", labels: [], body: { test: "Bool", variable: "aws:SecureTransport", values: ["false"] } },
      },
    });
    return;
  }
  const list = policy.body.entries.find((one) => one.key.toLowerCase() === "statement")?.value;
  if (list) it.append(list, denial(arn));
}

export function denial(arn: { readonly all: Data; readonly objects: Data }): { readonly [key: string]: Data } {
  return {
    Sid: "DenyInsecureTransport",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn.all, arn.objects],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** What a resource pattern of a bucket policy covers: the bucket itself, its objects, or both; undefined when it cannot be told. */
export function covers(resource: Value): "bucket" | "objects" | "both" | "part" | undefined {
  const pattern = shape(resource)?.pattern;
  if (pattern === undefined) return undefined;
  if (pattern === "*")
    return reference(resource)
      ? reference(resource)?.attribute.at(-1) === "arn"
        ? "bucket"
        : undefined
      : text(resource) === "*"
        ? "both"
        : undefined;
  if (/^arn:aws[\w-]*:s3:::\*$/.test(pattern) || pattern.endsWith(":::*")) return "both";
  const slash = pattern.indexOf("/", pattern.startsWith("arn:") ? pattern.lastIndexOf(":") : 0);
  if (slash < 0) return pattern.endsWith("*") && text(resource) !== undefined ? "both" : "bucket";
  return pattern.slice(slash) === "/*" ? "objects" : "part";
}
