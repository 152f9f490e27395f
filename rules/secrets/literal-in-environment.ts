/** Secrets in the environment of functions, tasks and builds, and in start-up scripts. */
import { type Problem, rule, type TerraformBlock, type Value } from "../api.js";
import { kindOf, withModules } from "../lib/facts.js";
import { assignedSecret, isPlaceholder, promisesSecret, tokenIn, varied } from "../lib/secret.js";
import { dicts, entries, get, items, pieces, text } from "../lib/value.js";

export default rule({
  id: "secrets/literal-in-environment",
  title: "Secret in an environment or start-up script",
  pillar: "data",
  tenet: ["T6"],
  severity: "error",
  fixes: "none",
  on: "terraform.block",
  of: withModules([
    "aws_lambda_function",
    "aws_ecs_task_definition",
    "aws_batch_job_definition",
    "aws_codebuild_project",
    "aws_apprunner_service",
    "aws_amplify_app",
    "aws_instance",
    "aws_launch_template",
    "aws_launch_configuration",
    "aws_spot_instance_request",
  ]),
  refs: [
    "checkov:CKV_AWS_45",
    "checkov:CKV_AWS_46",
    "trivy:AWS-0036",
    "trivy:AWS-0029",
    "tfsec:aws-ecs-no-plaintext-secrets",
    "tfsec:aws-ec2-no-secrets-in-user-data",
    "kics:Hardcoded AWS Access Key In Lambda",
    "kics:EC2 Instance Using API Keys",
    "kics:ECS Task Definition Container With Plaintext Password",
  ],

  *check(block) {
    if (kindOf(block) === "module") return;
    for (const path of maps) for (const { key, value } of entries(get(block.body, path))) yield* variable(key, value);
    for (const path of ["container_definitions", "container_properties"]) yield* containers(get(block.body, path));
    for (const it of dicts(get(block.body, "environment.environment_variable")))
      if (get(it, "type") === undefined || text(get(it, "type")) === "PLAINTEXT") yield* named(it, "value");
    yield* script(block);
  },
});

const maps = [
  "environment.variables",
  "environment_variables",
  "source_configuration.image_repository.image_configuration.runtime_environment_variables",
  "source_configuration.code_repository.code_configuration.code_configuration_values.runtime_environment_variables",
];

function* variable(key: string, value: Value): Iterable<Problem> {
  const known = text(value);
  if (known === undefined || value.kind !== "text") return;
  const token = tokenIn(known);
  if (token === undefined && !(promisesSecret(key) && !isPlaceholder(known) && known.length >= 6 && varied(known))) return;
  yield {
    at: value,
    what: `\`${key}\` holds ${token ?? "a secret"} in plain text: whoever can describe the resource, or read the code and its history, has it`,
  };
}

function* named(it: Value, field: string): Iterable<Problem> {
  const value = get(it, field);
  const name = text(get(it, "name"));
  if (value !== undefined && name !== undefined) yield* variable(name, value);
}

function* containers(json: Value | undefined): Iterable<Problem> {
  const list = json?.kind === "text" || json?.kind === "unknown" ? json.json : json;
  for (const container of items(list)) for (const it of items(get(container, "environment"))) yield* named(it, "value");
}

/** `user_data` as it is or encoded; only what is literal of a template. */
function* script(block: TerraformBlock): Iterable<Problem> {
  for (const path of ["user_data", "user_data_base64"]) {
    const value = get(block.body, path);
    const literal = pieces(value)
      ?.map((it) => it ?? "${}")
      .join("");
    if (value === undefined || literal === undefined) continue;
    const plain = decoded(literal);
    const token = tokenIn(plain);
    const name = token === undefined ? assignedSecret(plain) : undefined;
    if (token !== undefined)
      yield { at: value, what: `The start-up script holds ${token}: every process on the machine can read it from the metadata service` };
    else if (name !== undefined)
      yield {
        at: value,
        what: `The start-up script sets \`${name}\` to a literal: every process on the machine can read it from the metadata service`,
      };
  }
}

/** The text of base64, or the text itself. */
function decoded(source: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const packed = source.replace(/\s/g, "");
  if (packed.length < 16 || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return source;
  let bits = 0;
  let held = 0;
  let plain = "";
  for (const it of packed.replace(/=+$/, "")) {
    bits = (bits << 6) | alphabet.indexOf(it);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    plain += String.fromCharCode((bits >> held) & 0xff);
    bits &= (1 << held) - 1;
  }
  return plain;
}
