/** Encryption configurations after which secrets lie in etcd in the clear (SEMANTICS D8). */
import { rule } from "../api.js";
import { entry, get, isComplete, items, texts } from "../lib/value.js";

export default rule({
  id: "secrets/unencrypted-etcd",
  title: "Secrets stored in etcd in the clear",
  pillar: "data",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "safe",
  on: "kube.object",
  of: ["apiserver.config.k8s.io/EncryptionConfiguration", "EncryptionConfig"],
  refs: ["cis-k8s:1.2.28", "kubescape:C-0141"],

  *check(config) {
    const blocks = get(config.body, "resources");
    if (!isComplete(blocks) || !config.body.complete) return;
    const block = items(blocks).find((it) => texts(get(it, "resources")).some((one) => /^(?:secrets\.?|\*\.|\*\.\*)$/.test(one)));
    if (block === undefined) {
      if (items(blocks).every((it) => isComplete(get(it, "resources"))))
        yield {
          at: entry(config.body, "resources")?.keyAt ?? config,
          what: "No entry covers `secrets`: they lie in etcd, and in its backups, in the clear",
        };
      return;
    }
    const providers = get(block, "providers");
    const [first, ...others] = items(providers);
    if (first === undefined || providers === undefined || entry(first, "identity") === undefined) return;
    yield {
      at: first,
      what: "`identity` comes first, and the first provider writes: secrets lie in etcd, and in its backups, in the clear",
      ...(others.length > 0 && isComplete(providers)
        ? {
            fix: {
              title: "Let the encrypting provider write",
              edit: (it) => {
                it.remove(first.at);
                if (!others.some((one) => entry(one, "identity") !== undefined)) it.append(providers, { identity: {} });
              },
            },
          }
        : {}),
    };
  },
});
