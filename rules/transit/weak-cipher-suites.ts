/** Ciphers of the control plane that are broken, or that let recorded traffic be read later. */
import { type CommandFlag, type Fix, rule } from "../api.js";
import { commandLine, pieceWith, setNames } from "../lib/control-plane.js";
import { get, items, text } from "../lib/value.js";

/** RC4, 3DES, CBC with SHA-256 and RSA key exchange: what Go itself lists as insecure, and what has no forward secrecy. */
const weak = /RC4|3DES|_CBC_SHA256|^TLS_RSA_|NULL|MD5|AES_64/;

export default rule({
  id: "transit/weak-cipher-suites",
  title: "Weak cipher suites",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["Pod", "kubelet.config.k8s.io/KubeletConfiguration"],
  refs: [
    "kics:Weak TLS Cipher Suites",
    "checkov:CKV_K8S_105",
    "checkov:CKV_K8S_151",
    "kubescape:ensure-that-the-API-Server-only-makes-use-of-Strong-Cryptographic-Ciphers-cis1-10",
    "cis-k8s:1.2.30",
  ],

  *check(object, { kubernetes }) {
    for (const it of items(get(object.body, "tlsCipherSuites")))
      if (object.kind === "KubeletConfiguration" && weak.test(text(it) ?? ""))
        yield { at: it, what: said([text(it) ?? ""]), fix: { title: `Remove ${text(it)}`, edit: (edit) => edit.remove(it) } };
    const pod = object.kind === "Pod" ? kubernetes.workloadOf(object) : undefined;
    for (const container of pod?.containers ?? [])
      for (const program of ["kube-apiserver", "kubelet", "kube-scheduler", "kube-controller-manager", "etcd"]) {
        const flags = commandLine(container, program)?.flags;
        const flag = flags?.get("tls-cipher-suites") ?? flags?.get("cipher-suites");
        const names = flag?.value?.split(",").map((it) => it.trim());
        const bad = names?.filter((it) => weak.test(it)) ?? [];
        if (flag === undefined || names === undefined || bad.length === 0) continue;
        yield { at: pieceWith(flag, bad).at, what: said(bad), fix: kept(flag, names) };
      }
  },
});

function said(names: readonly string[]): string {
  return `\`${names[0] ?? ""}\`${names.length > 1 ? ` and ${names.length - 1} more are` : " is"} broken or without forward secrecy: recorded traffic can be read later`;
}

function kept(flag: CommandFlag, names: readonly string[]): readonly Fix[] {
  const strong = names.filter((it) => !weak.test(it));
  return strong.length === 0 ? [] : [{ title: "Keep the strong cipher suites", edit: (it) => setNames(it, flag, strong) }];
}
