/** Secrets that a pod's manifest writes into its environment or command line. */
import { type Container, rule, type Value } from "../api.js";
import { addSecretVolume, mountAt } from "../lib/pod-security.js";
import { isPlaceholder, promisesSecret, tokenIn, varied } from "../lib/secret.js";
import { dicts, entry, get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/plaintext-in-pod",
  title: "Secret in a pod's manifest",
  pillar: "data",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["env", "command", "args"],
  refs: [
    "kube-linter:env-var-secret",
    "kubescape:C-0012",
    "polaris:sensitiveContainerEnvVar",
    "kics:Hardcoded Secret In Environment Variable",
    "cis-k8s:5.4.1",
  ],

  *check(workload) {
    for (const container of workload.containers) {
      for (const variable of dicts(get(container.body, "env"))) {
        const name = text(get(variable, "name"));
        const written = entry(variable, "value");
        const value = get(variable, "value");
        const found = name === undefined ? undefined : secretIn(name, value);
        if (name === undefined || value === undefined || written === undefined || found === undefined) continue;
        const secret = workload.name ?? "app";
        const key = name.toLowerCase().replaceAll("_", "-");
        yield {
          at: value,
          what: `\`${name}\` holds ${found} in plain text: whoever reads the manifest, its history or the pod has it`,
          fix: [
            {
              title: `Take it from the Secret \`${secret}\`, with a new value`,
              edit: (it) => {
                it.rename(written.keyAt, "valueFrom");
                it.replace(value, { secretKeyRef: { name: secret, key } });
              },
            },
            {
              title: `Name a file of the Secret \`${secret}\` instead, with a new value`,
              edit: (it) => {
                const named = get(variable, "name");
                if (named) it.replace(named, `${name}_FILE`);
                it.replace(value, `/run/secrets/${secret}/${key}`);
                mountAt(it, container, { name: secret, mountPath: `/run/secrets/${secret}`, readOnly: true });
                addSecretVolume(it, workload, secret);
              },
            },
          ],
        };
      }
      for (const { at, what } of words(container))
        yield { at, what: `${what} stands on the command line: whoever reads the manifest, or lists the processes of the node, has it` };
    }
  },
});

/** What a variable holds, as a noun, if it is a secret. */
function secretIn(name: string, value: Value | undefined): string | undefined {
  const known = value?.kind === "text" ? value.known : undefined;
  if (known === undefined) return undefined;
  const token = tokenIn(known);
  if (token !== undefined) return token;
  return known.length >= 6 && promisesSecret(name) && !isPlaceholder(known) && varied(known) ? "a secret" : undefined;
}

/** Words of the command line that are a token, or set a flag that promises a secret. */
function* words(container: Container): Iterable<{ readonly at: Value; readonly what: string }> {
  for (const field of ["command", "args"])
    for (const it of items(get(container.body, field))) {
      const known = it.kind === "text" ? it.known : "";
      const token = tokenIn(known);
      const [, flag = "", value = ""] = token === undefined && known.startsWith("-") ? (/^--?([\w.-]+)=(\S+)$/.exec(known) ?? []) : [];
      if (token !== undefined) yield { at: it, what: token[0]?.toUpperCase() + token.slice(1) };
      else if (value.length >= 6 && promisesSecret(flag) && !isPlaceholder(value) && varied(value))
        yield { at: it, what: `The secret of \`--${flag}\`` };
    }
}
