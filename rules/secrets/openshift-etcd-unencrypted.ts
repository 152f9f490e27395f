/** OpenShift clusters whose etcd keeps Secrets as they are. */
import { rule } from "../api.js";
import { entry, get, text } from "../lib/value.js";

export default rule({
  id: "secrets/openshift-etcd-unencrypted",
  title: "etcd of OpenShift in the clear",
  pillar: "data",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["config.openshift.io/APIServer"],
  refs: [],

  *check(server) {
    const spec = get(server.body, "spec");
    const type = get(spec, "encryption.type");
    if (spec?.kind !== "dict" || (type === undefined ? !spec.complete : !["", "identity"].includes(text(type) ?? "?"))) return;
    yield {
      at: type ?? entry(spec, "encryption")?.keyAt ?? server,
      what: "Without a type of encryption Secrets, tokens and routes lie in etcd, and in its backups, in the clear",
      fix: {
        title: "Encrypt with AES-GCM, keys rotated by the platform",
        edit: (it) => it.set(spec, "encryption", { type: "aesgcm" }),
      },
    };
  },
});
