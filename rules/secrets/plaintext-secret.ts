/** Secret manifests that hold their values. */
import { type Editor, type Entry, type KubeObject, rule } from "../api.js";
import { isPlaceholder, promisesSecret, tokenIn } from "../lib/secret.js";
import { entries, entry, get, text } from "../lib/value.js";

export default rule({
  id: "secrets/plaintext-secret",
  title: "Secret written in its manifest",
  pillar: "data",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["/Secret"],
  refs: ["kubescape:C-0012", "cis-k8s:5.4.2"],

  *check(secret, project) {
    const type = text(get(secret.body, "type")) ?? "";
    // Encrypted by SOPS, or written by a machine for itself.
    if (entry(secret.body, "sops") !== undefined || /^helm\.sh\/|^bootstrap\.kubernetes\.io|service-account-token$/.test(type)) return;
    const found = [
      ...entries(get(secret.body, "stringData")).filter((it) => holdsSecret(it, type, (value) => value)),
      ...entries(get(secret.body, "data")).filter((it) => holdsSecret(it, type, decoded)),
    ];
    const [first] = found;
    if (first === undefined) return;
    const store = [
      ...project.kubernetes.objects(secret, "external-secrets.io/SecretStore").filter((it) => it.namespaceKey === secret.namespaceKey),
      ...project.kubernetes.objects(secret, "external-secrets.io/ClusterSecretStore"),
    ][0];
    yield {
      at: first.value,
      what: `${found.map((it) => `\`${it.key}\``).join(", ")} of \`${secret.name ?? "?"}\` can be read by whoever reads this file or its history: base64 hides nothing`,
      related: found.slice(1).map((it) => ({ at: it.value, what: "and here" })),
      ...(store?.name === undefined || secret.name === undefined || secret.language !== "yaml"
        ? {}
        : {
            fix: {
              title: `Fetch it from \`${store.name}\`, with a new value`,
              edit: (it) => {
                inPlace(it, secret, store);
              },
            },
          }),
    };
  },
});

function holdsSecret({ key, value }: Entry, type: string, read: (text: string) => string | undefined): boolean {
  const plain = value.kind === "text" ? read(value.known) : undefined;
  if (plain === undefined || plain.startsWith("ENC[") || isPlaceholder(plain)) return false;
  if (tokenIn(plain) !== undefined || (type === "kubernetes.io/tls" && key === "tls.key")) return true;
  if (/dockerconfigjson|dockercfg/.test(type)) return /"auth"|"password"/.test(plain);
  return promisesSecret(key) && plain.length >= 6;
}

/** The text of base64; undefined for anything else. */
function decoded(packed: string): string | undefined {
  const plain = packed.replace(/\s/g, "");
  if (plain === "" || plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return undefined;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let bits = 0;
  let held = 0;
  let result = "";
  for (const it of plain.replace(/=+$/, "")) {
    bits = ((bits << 6) | alphabet.indexOf(it)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    result += String.fromCharCode((bits >> held) & 0xff);
  }
  return result.trim();
}

/** The same object as an ExternalSecret, where it stands. */
function inPlace(it: Editor, secret: KubeObject, store: KubeObject): void {
  const [values, ...rest] = ["stringData", "data"].flatMap((field) => entry(secret.body, field) ?? []);
  for (const [field, value] of [
    ["apiVersion", store.apiVersion],
    ["kind", "ExternalSecret"],
  ] as const) {
    const written = entry(secret.body, field);
    if (written) it.replace(written.value, value);
  }
  for (const gone of [entry(secret.body, "type"), ...rest]) if (gone) it.remove(gone.keyAt);
  if (values === undefined) return;
  it.rename(values.keyAt, "spec");
  it.replace(values.value, {
    refreshInterval: "1h",
    secretStoreRef: { name: store.name ?? "", kind: store.kind },
    target: { name: secret.name ?? "" },
    data: [values, ...rest]
      .flatMap((field) => entries(field.value))
      .map((one) => ({ secretKey: one.key, remoteRef: { key: secret.name ?? "", property: one.key } })),
  });
}
