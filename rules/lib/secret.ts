/** What looks like a secret: known token formats, names that promise one, and literals that are none. */

/** Formats that are credentials wherever they stand. */
const tokens: readonly (readonly [string, RegExp])[] = [
  ["an AWS access key", /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/],
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ["a GitHub token", /(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})/],
  ["a GitLab token", /(?<![A-Za-z0-9_])glpat-[A-Za-z0-9_-]{20,}/],
  ["a Slack token", /(?<![A-Za-z0-9_])xox[abprs]-[A-Za-z0-9-]{20,}/],
  ["a Stripe key", /(?<![A-Za-z0-9_])[rs]k_live_[A-Za-z0-9]{20,}/],
  ["a Google API key", /(?<![A-Za-z0-9_])AIza[A-Za-z0-9_-]{35}/],
  ["a Vault token", /(?<![A-Za-z0-9_])hvs\.[A-Za-z0-9_-]{24,}/],
  ["a Tailscale key", /(?<![A-Za-z0-9_])tskey-[a-z]+-[A-Za-z0-9-]{16,}/],
];

const shortestToken = 20;

/** The kind of token that a text holds, as a noun. */
export function tokenIn(text: string): string | undefined {
  if (text.length < shortestToken) return undefined;
  return tokens.find(([, pattern]) => pattern.test(text))?.[0];
}

const promising =
  /(?:^|[_.-])(?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|secret_?key|private_?key|signing_?key|encryption_?key|auth_?key|credentials?|client_?secret)(?:$|[_.-])/i;
const about =
  /(?:^|[_.-])(?:arns?|names?|path|file|dir|url|uri|endpoint|host|ids?|ttl|expir\w*|expires?|timeout|length|policy|enabled|disabled|param(?:eter)?|ref|version|type|region|bucket|header|prefix|count|max|min|limit|rotation|days?|manager|store|engine|provider|algorithm|issuer|audiences?|mode|format|kind|class|scopes?|source|lifetime|duration|size|required|validation)$/i;

/** Whether a name promises a secret: `DB_PASSWORD`, `api_key`; never `token_ttl`, `secret_arn`, `PASSWORD_FILE`. */
export function promisesSecret(name: string): boolean {
  const plain = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return (
    promising.test(plain) &&
    (!about.test(plain) || /access_?key_?id$/i.test(plain) === true) &&
    !/^(?:aws_)?access_?key_?id$/i.test(plain) &&
    // What tells etcd clusters apart.
    !/initial[-_]cluster[-_]token$/i.test(plain)
  );
}

/** Texts that stand where a secret goes and are none: placeholders, references to stores, templates. */
export function isPlaceholder(text: string): boolean {
  const plain = text.trim();
  return (
    plain === "" ||
    /^(?:change[-_ ]?me\w*|changeit|replace[-_ ]?me\w*|place[-_ ]?holder\w*|to[-_ ]?do|tbd|fixme|dummy\w*|example|sample|test|mock\w*|fake\w*|foo|bar|baz|secret|password|token|none|null|nil|n\/?a|unset|undefined|empty|default|redacted|hidden|sensitive|managed|true|false|yes|no|x+|\*+|\.+|-+|0+)$/i.test(
      plain,
    ) ||
    /^(?:(?:my|test|demo|dummy|example|sample|secret|super|user|admin|db|app)[-_ ]?)+(?:name|user|pass|password|secret|token|key)?\d{0,3}$/i.test(
      plain,
    ) ||
    /^(?:your|my|some|enter|insert|put|add|set|update|overrid)\w*[-_ ]/i.test(plain) ||
    // What a tool shows instead of a value, as Flux does: `**SOPS**`.
    /^\*+\w*\*+$/.test(plain) ||
    /^(?:<.*>|\[.*\]|\{\{.*\}\}|\$\{?.*\}?|%.*%|__.*__|#\{.*\}#?)$/s.test(plain) ||
    /^(?:arn:|ssm:|vault:|secretsmanager:|sops:|ref\+|op:\/\/|\/|\.\/|https?:\/\/[^:@]*$|projects\/)/i.test(plain)
  );
}

/** Assignments in a script whose name promises a secret and whose value is a literal of some length: `export DB_PASSWORD=...`. */
export function assignedSecret(script: string): string | undefined {
  for (const match of script.matchAll(
    /(?:^|[\s;])(?:export\s+|set\s+)?([A-Za-z_][A-Za-z0-9_]*)=(\\?["']?)([^\s"'`$(){}<>;&|]{8,})\2(?=$|[\s;&|])/gm,
  )) {
    const [, name = "", , value = ""] = match;
    if (promisesSecret(name) && !isPlaceholder(value) && varied(value)) return name;
  }
  return undefined;
}

/** More than one class of characters, as generated secrets have and words do not. */
export function varied(text: string): boolean {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((it) => it.test(text)).length >= 2;
}
