/** Reads plain scalars as sigs.k8s.io/yaml (a fork of go-yaml v2) does, which is what kubectl reads manifests with. */

/** A plain scalar's meaning; strings are whatever matches nothing else. */
export type Plain = string | number | boolean | null;

// YAML 1.1 words, `y` and `n` among them, but in these spellings only.
const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((it) => [it, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((it) => [it, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((it) => [it, null] as const),
]);

const special: ReadonlyMap<string, number> = new Map([
  ...[".nan", ".NaN", ".NAN"].map((it) => [it, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((it) => [it, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((it) => [it, Number.NEGATIVE_INFINITY] as const),
]);

const integer = /^[-+]?(?:0|[1-9]\d*)$/;
const octal = /^([-+]?)0[oO]?([0-7]+)$/;
const based = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+)$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const firsts = /^[-+.\dyYnNtTfFoO~]/;

/** Octal (`0400`, `0o400`), hexadecimal, binary and underscores count; base 60 (`12:30`) and dates stay text. */
export function resolvePlain(source: string): Plain {
  if (source !== "" && !firsts.test(source)) return source;
  const word = words.get(source);
  if (word !== undefined) return word;
  const code = source.charCodeAt(0);
  if (code > 57) return source;
  const named = special.get(source);
  if (named !== undefined) return named;
  const digits = source.includes("_") ? source.replaceAll("_", "") : source;
  if (integer.test(digits)) return Number(digits);
  const inOctal = octal.exec(digits);
  if (inOctal) return Number.parseInt(`${inOctal[1]}${inOctal[2]}`, 8);
  const inBase = based.exec(digits);
  if (inBase) return Number(inBase[2]) * (inBase[1] === "-" ? -1 : 1);
  return float.test(digits) ? Number(digits) : source;
}
