/** Kubeconfigs and cluster Secrets that hold a credential. */
import { type Editor, type KubeObject, rule } from "../api.js";
import { isPlaceholder } from "../lib/secret.js";
import { flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/kubeconfig-credentials",
  title: "Cluster credential in a file",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["/Config", "/Secret"],
  refs: ["kubescape:C-0286", "kubescape:C-0287"],

  *check(object) {
    if (object.kind === "Config") {
      for (const user of items(get(object.body, "users")))
        for (const key of ["token", "password", "client-key-data"]) {
          const credential = get(user, ["user", key]);
          const known = text(credential);
          if (credential === undefined || known === undefined || isPlaceholder(known)) continue;
          const server = serverOf(object, text(get(user, "name")));
          const plugin = plugins.find(([pattern]) => pattern.test(server ?? ""));
          const holder = get(user, "user");
          yield {
            at: credential,
            fix: [
              ...(plugin && holder
                ? [
                    {
                      title: `Ask ${plugin[1]} for a token each time`,
                      edit: (it: Editor) => it.replace(holder, { exec: execOf(plugin[2]) }),
                    },
                  ]
                : []),
              { title: `Remove the ${key}`, edit: (it: Editor) => it.remove(credential) },
            ],
            what: `Whoever reads this file is \`${text(get(user, "name")) ?? "this user"}\` on the cluster: ${key === "client-key-data" ? "a client certificate cannot be revoked" : "nothing renews or limits it"}`,
          };
        }
      for (const cluster of items(get(object.body, "clusters"))) {
        const skip = get(cluster, ["cluster", "insecure-skip-tls-verify"]);
        if (skip !== undefined && flag(skip) === true)
          yield {
            at: skip,
            what: "Without checking the certificate, credentials go to whoever answers for the API server",
            fix: { title: "Check the certificate", edit: (it) => it.remove(skip) },
          };
      }
      return;
    }
    if (object.labels.get("argocd.argoproj.io/secret-type") !== "cluster") return;
    const config = get(object.body, "stringData.config");
    if (config === undefined || !/"bearerToken"\s*:\s*"[^"{<$]{8,}"|"insecure"\s*:\s*true/.test(text(config) ?? "")) return;
    yield {
      at: config,
      what: /"bearerToken"/.test(text(config) ?? "")
        ? "The token of the cluster's deployer lies in this file: it never expires, and is usually cluster-admin"
        : "Without checking the certificate, the deployer's credentials go to whoever answers for the API server",
    };
  },
});

/** Programs that fetch a short-lived token, by the host of the API server. */
const plugins: readonly (readonly [host: RegExp, cloud: string, command: readonly string[]])[] = [
  [/\.eks\.amazonaws\.com/, "AWS", ["aws", "eks", "get-token", "--cluster-name", "my-cluster"]],
  [/\.azmk8s\.io/, "Azure", ["kubelogin", "get-token", "--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630"]],
  [/\.gke\.goog/, "Google Cloud", ["gke-gcloud-auth-plugin"]],
];

function execOf([command = "", ...args]: readonly string[]) {
  return {
    apiVersion: "client.authentication.k8s.io/v1",
    command,
    args: args.length > 0 ? args : undefined,
    interactiveMode: "IfAvailable",
  };
}

/** The address of the cluster that a context joins with the user. */
function serverOf(config: KubeObject, user: string | undefined): string | undefined {
  const context = items(get(config.body, "contexts")).find((it) => user !== undefined && text(get(it, "context.user")) === user);
  const cluster = items(get(config.body, "clusters")).find((it) => text(get(it, "name")) === text(get(context, "context.cluster")));
  return text(get(cluster, "cluster.server"));
}
