/** Argo CD projects that take any source or deploy anywhere. */
import { type KubeObject, rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "trust/argocd-open-project",
  title: "Argo CD project without bounds",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["argoproj.io/AppProject"],
  refs: [],

  *check(project, { kubernetes }) {
    const repos = get(project.body, "spec.sourceRepos");
    const destinations = get(project.body, "spec.destinations");
    const anySource = items(repos).find((it) => text(it) === "*");
    const anyPlace = items(destinations).find(
      (it) => text(get(it, "namespace")) === "*" && /^\*?$/.test(text(get(it, "server")) ?? text(get(it, "name")) ?? ""),
    );
    const anyKind = items(get(project.body, "spec.clusterResourceWhitelist")).find(
      (it) => text(get(it, "group")) === "*" && text(get(it, "kind")) === "*",
    );
    const [first, ...others] = [
      ...(anySource === undefined ? [] : [{ at: anySource.at, what: "takes any repository" }]),
      ...(anyPlace === undefined ? [] : [{ at: anyPlace.at, what: "deploys to any cluster and namespace" }]),
      ...(anyKind === undefined ? [] : [{ at: anyKind.at, what: "may create any object of the cluster, roles and webhooks among them" }]),
    ];
    // A wide kind alone is how platform projects are.
    if (first === undefined || (anySource === undefined && anyPlace === undefined)) return;
    const apps = kubernetes.objects(project, "argoproj.io/Application").filter((it) => text(get(it.body, "spec.project")) === project.name);
    const sources = known(apps, (it) => text(get(it.body, "spec.source.repoURL")));
    const places = known(apps, (it) => {
      const server = text(get(it.body, "spec.destination.server"));
      const namespace = text(get(it.body, "spec.destination.namespace"));
      return server === undefined || namespace === undefined ? undefined : JSON.stringify({ server, namespace });
    });
    yield {
      at: first.at,
      what: `The project \`${project.name ?? ""}\` ${[first, ...others].map((it) => it.what).join(", ")}: one changed repository or Application is the whole cluster`,
      related: others,
      ...(sources !== undefined && places !== undefined
        ? {
            fix: {
              title: "Name what its applications use",
              edit: (it) => {
                if (anySource !== undefined && repos !== undefined) it.replace(repos, sources);
                if (anyPlace !== undefined && destinations !== undefined)
                  it.replace(
                    destinations,
                    places.map((one) => destination(one)),
                  );
              },
            },
          }
        : {}),
    };
  },
});

/** Every application's answer, once each; undefined when there is none or one is unknown. */
function known(apps: readonly KubeObject[], ask: (app: KubeObject) => string | undefined): readonly string[] | undefined {
  const found = apps.map(ask);
  const all = found.flatMap((it) => it ?? []);
  return found.length > 0 && all.length === found.length ? [...new Set(all)].sort() : undefined;
}

function destination(one: string): { readonly server: string; readonly namespace: string } {
  const [, server = "", namespace = ""] = /^\{"server":"(.*)","namespace":"(.*)"\}$/.exec(one) ?? [];
  return { server, namespace };
}
