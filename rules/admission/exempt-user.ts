/** Exemptions of Pod Security that everybody can use. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { dicts, get, items, text } from "../lib/value.js";

export default rule({
  id: "admission/exempt-user",
  title: "Pod Security with an open exemption",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["PodSecurityConfiguration", "apiserver.config.k8s.io/AdmissionConfiguration"],
  refs: ["cis-k8s:5.2.1"],

  *check(object) {
    const inner = dicts(get(object.body, "plugins")).find((it) => text(get(it, "name")) === "PodSecurity");
    const body = object.kind === "AdmissionConfiguration" ? get(inner, "configuration") : object.body;
    for (const it of items(get(body, "exemptions.usernames"))) {
      const name = text(it);
      if (name === undefined || !/^system:serviceaccount:kube-system:[\w-]+-controller$/.test(name)) continue;
      yield {
        at: it,
        what: `\`${name}\` creates the pods of everybody's workloads: with it exempt, so is whoever may create one`,
        fix: { title: "Take the exemption back", edit: (edit) => edit.remove(it) },
      };
    }
    for (const it of items(get(body, "exemptions.namespaces"))) {
      const name = text(it);
      if (
        name !== "default" &&
        (name === undefined || isSystemNamespace(name) || !/^(?:prod|production|apps?|web|shop|frontend|backend)$/.test(name))
      )
        continue;
      yield {
        at: it,
        what: `\`${name}\` is a namespace of applications, and no level holds there`,
        fix: { title: "Take the exemption back", edit: (edit) => edit.remove(it) },
      };
    }
    const level = get(body, "defaults.enforce");
    if (level === undefined || text(level) !== "privileged") return;
    yield {
      at: level,
      what: "`privileged` as the default lets every namespace without a label start pods that own their node",
      fix: { title: "Enforce `baseline` by default", edit: (edit) => edit.replace(level, "baseline") },
    };
  },
});
