/** Which texts and names are secrets. */
import { describe, expect, test } from "vitest";
import { assignedSecret, isPlaceholder, promisesSecret, tokenIn } from "../../rules/lib/secret.js";

describe("names", () => {
  test.each(["DB_PASSWORD", "api_key", "clientSecret", "AUTH_TOKEN", "github_token", "AWS_SECRET_ACCESS_KEY"])(
    "%s promises a secret",
    (it) => {
      expect(promisesSecret(it)).toBe(true);
    },
  );
  test.each([
    "PASSWORD_POLICY",
    "token_ttl",
    "SECRET_ARN",
    "secret_name",
    "PASSWORD_FILE",
    "AWS_ACCESS_KEY_ID",
    "COMPASS",
    "TOKENIZER_PATH",
  ])("%s does not", (it) => {
    expect(promisesSecret(it)).toBe(false);
  });
});

describe("values", () => {
  test.each([
    "",
    "changeme",
    "<password>",
    "${password}",
    "{{ token }}",
    "your-api-key",
    "arn:aws:secretsmanager:eu-west-1:1:secret:a",
    "secretpassword",
    "xxxx",
    "/run/secrets/db",
  ])("%s stands for a secret and is none", (it) => {
    expect(isPlaceholder(it)).toBe(true);
  });
  test.each(["kV7#qm2!Lw9xTz4p", "Mustbe8characters", "f3a9-77bc-110e"])("%s is one", (it) => {
    expect(isPlaceholder(it)).toBe(false);
  });
  test("formats of tokens", () => {
    expect(tokenIn("export KEY=AKIAQ3ZK7XWB5TNEVCRD")).toBe("an AWS access key");
    expect(tokenIn("-----BEGIN RSA PRIVATE KEY-----")).toBe("a private key");
    expect(tokenIn("AKIA")).toBeUndefined();
  });
});

test("assignments in scripts", () => {
  expect(assignedSecret("#!/bin/sh\nexport DB_PASSWORD=kV7qm2Lw9xTz4p\n")).toBe("DB_PASSWORD");
  expect(assignedSecret('export DB_PASSWORD="$(cat /run/secret)"')).toBeUndefined();
  expect(assignedSecret("export DB_PASSWORD=$PASSWORD")).toBeUndefined();
  expect(assignedSecret("PASSWORD_FILE=/run/secrets/password1")).toBeUndefined();
});
