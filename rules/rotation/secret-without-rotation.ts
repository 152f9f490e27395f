/** Secrets that nobody rotates. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "rotation/secret-without-rotation",
  title: "Secret without rotation",
  pillar: "data",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_secretsmanager_secret"],
  refs: ["checkov:CKV2_AWS_57", "kics:Secretsmanager Secret Without Rotation", "fsbp:SecretsManager.1"],

  *check(secret, project) {
    // Rotation in the secret's own block ended with provider 4.
    if (get(secret.body, "rotation_lambda_arn") !== undefined || get(secret.body, "rotation_rules") !== undefined) return;
    const rotation = project.terraform.satellites(secret, "aws_secretsmanager_secret_rotation", "secret_id");
    if (rotation.found.length > 0 || !rotation.complete) return;
    yield { at: secret, what: "Nothing rotates this secret: a leaked copy works for ever" };
  },
});
