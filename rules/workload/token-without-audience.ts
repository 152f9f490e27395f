/** Tokens for others that the API server takes too. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/token-without-audience",
  title: "Projected token without an audience",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["serviceAccountToken"],
  refs: [],

  *check(workload) {
    for (const volume of items(get(workload.pod, "volumes")))
      for (const source of items(get(volume, "projected.sources"))) {
        const token = get(source, "serviceAccountToken");
        const path = token && get(token, "path");
        const receiver = receivers.find(([hint]) => hint.test(text(path) ?? "") || hint.test(text(get(volume, "name")) ?? ""));
        if (
          token?.kind !== "dict" ||
          !token.complete ||
          path === undefined ||
          receiver === undefined ||
          get(token, "audience") !== undefined
        )
          continue;
        yield {
          at: path,
          what: `This token is for ${receiver[1]}, but without an audience it is one of the API server: ${receiver[1]}, or who breaks into it, can use it there`,
          fix: { title: `Limit it to the audience \`${receiver[2]}\``, edit: (it) => it.set(token, "audience", receiver[2]) },
        };
      }
  },
});

/** Whom a path or volume name says that the token is for, and the audience that it usually expects. */
const receivers: readonly (readonly [hint: RegExp, receiver: string, audience: string])[] = [
  [/vault/i, "Vault", "vault"],
  [/consul/i, "Consul", "consul"],
  [/nomad/i, "Nomad", "nomad"],
  [/aws|eks|iam/i, "AWS", "sts.amazonaws.com"],
  [/azure/i, "Azure", "api://AzureADTokenExchange"],
  [/gcp|google/i, "Google Cloud", "https://iam.googleapis.com"],
  [/spire|spiffe/i, "SPIRE", "spire-server"],
];
