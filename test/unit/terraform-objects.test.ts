/** Kubernetes objects that Terraform creates: same objects, same rules, and fixes in the provider's own spelling. */
import { expect, test } from "vitest";
import { get, number, text } from "../../rules/lib/value.js";
import { createEngine } from "../../server/engine/index.js";
import { createModel } from "../../server/model/index.js";
import { Sources } from "../../server/sources.js";

function modelOf(files: Record<string, string>) {
  const sources = new Sources();
  sources.change(Object.entries(files));
  return { sources, ...createModel(sources) };
}

/** The text of one file after every fix of one rule. */
function fixed(source: string, rule: string): string | undefined {
  const engine = createEngine();
  engine.configure({ preset: "strict" });
  engine.change([["main.tf", source]]);
  return engine.fixAll({ level: "review", rule }).get("main.tf");
}

const deployment = `resource "kubernetes_namespace_v1" "shop" {
  metadata {
    name = "shop"
  }
}

resource "kubernetes_deployment" "api" {
  metadata {
    name      = "api"
    namespace = kubernetes_namespace_v1.shop.metadata[0].name
  }
  spec {
    template {
      metadata {
        labels = {
          app = "api"
        }
      }
      spec {
        host_network = true
        container {
          name  = "api"
          image = "registry.example.com/shop/api:1.4.2"
          port {
            container_port = 8080
          }
          security_context {
            privileged = true
          }
        }
        init_container {
          name  = "migrate"
          image = "registry.example.com/shop/api:1.4.2"
        }
        volume {
          name = "key"
          secret {
            secret_name  = "key"
            default_mode = "0400"
          }
        }
      }
    }
  }
}
`;

test("a deployment is a workload with the API's names, in the namespace that another resource makes", () => {
  const { kubernetes, sources } = modelOf({ "main.tf": deployment });
  const [workload] = kubernetes.workloads("main.tf");
  if (workload === undefined) throw new Error("no workload");
  expect([workload.kind, workload.group, workload.name, workload.namespace, workload.label]).toEqual([
    "Deployment",
    "apps",
    "api",
    "shop",
    "kubernetes_deployment.api",
  ]);
  expect(workload.containers.map((it) => [it.role, it.name])).toEqual([
    ["container", "api"],
    ["init", "migrate"],
  ]);
  expect(workload.podLabels).toEqual(new Map([["app", "api"]]));
  expect(number(get(workload.pod, "containers.0.ports.0.containerPort"))).toBe(8080);
  expect(number(get(workload.pod, "volumes.0.secret.defaultMode"))).toBe(0o400);
  const privileged = get(workload.pod, "containers.0.securityContext.privileged");
  const place = privileged && sources.locate(privileged.origin);
  expect(place && deployment.slice(place.start, place.end)).toBe("true");
});

test("a namespaced object without a namespace is in default; an unknown one is in none that is known", () => {
  const { kubernetes } = modelOf({
    "main.tf": `resource "kubernetes_role" "a" {
  metadata { name = "a" }
  rule {
    api_groups = [""]
    resources  = ["secrets"]
    verbs      = ["*"]
  }
}
resource "kubernetes_service_account" "b" {
  metadata {
    name      = "b"
    namespace = var.namespace
  }
}
variable "namespace" {}
`,
  });
  const [role, account] = kubernetes.objects("main.tf");
  expect(role?.namespace).toBe("default");
  expect(text(get(role?.body, "rules.0.verbs.0"))).toBe("*");
  expect(account?.namespace).toBeUndefined();
});

test("a network policy keeps the difference between an absent and an empty peer", () => {
  const { kubernetes } = modelOf({
    "main.tf": `resource "kubernetes_network_policy" "deny" {
  metadata {
    name      = "deny"
    namespace = "shop"
  }
  spec {
    pod_selector {}
    policy_types = ["Ingress"]
    ingress {
      from {
        namespace_selector {
          match_labels = { team = "web" }
        }
      }
      ports {
        port     = "8080"
        protocol = "TCP"
      }
    }
  }
}
`,
  });
  const [policy] = kubernetes.objects("main.tf");
  expect(get(policy?.body, "spec.podSelector")?.kind).toBe("dict");
  expect(text(get(policy?.body, "spec.ingress.0.from.0.namespaceSelector.matchLabels.team"))).toBe("web");
  expect(get(policy?.body, "spec.ingress.0.from.0.podSelector")).toBeUndefined();
  expect(get(policy?.body, "spec.egress")).toBeUndefined();
});

test("manifests are read where they are written: objects, yamlencode and heredocs", () => {
  const source = `resource "kubernetes_manifest" "a" {
  manifest = {
    apiVersion = "v1"
    kind       = "Namespace"
    metadata   = { name = "a" }
  }
}
resource "kubectl_manifest" "b" {
  yaml_body = yamlencode({
    apiVersion = "v1"
    kind       = "Namespace"
    metadata   = { name = "b" }
  })
}
resource "kubectl_manifest" "c" {
  yaml_body = <<-YAML
    apiVersion: v1
    kind: Pod
    metadata:
      name: c
      namespace: \${var.namespace}
    spec:
      hostPID: true
      containers: []
  YAML
}
`;
  const { kubernetes, sources } = modelOf({ "main.tf": source });
  expect(kubernetes.objects("main.tf").map((it) => [it.kind, it.name])).toEqual([
    ["Namespace", "a"],
    ["Namespace", "b"],
    ["Pod", "c"],
  ]);
  const pod = kubernetes.workloads("main.tf")[0];
  const flag = get(pod?.pod, "hostPID");
  const place = flag && sources.locate(flag.at);
  expect(place && source.slice(place.start - 9, place.end)).toBe("hostPID: true");
});

test("W7: a Helm release in the same root may bring anything", () => {
  const role = (more: string) => `resource "kubernetes_namespace" "shop" {
  metadata { name = "shop" }
}
${more}`;
  for (const [more, closed] of [
    ["", true],
    ['resource "helm_release" "api" {\n  chart = "api"\n}\n', false],
    ['module "addons" {\n  source = "example/eks-addons/aws"\n}\n', false],
    ['resource "kubectl_manifest" "x" {\n  yaml_body = file("x.yaml")\n}\n', false],
  ] as const) {
    const { kubernetes } = modelOf({ "main.tf": role(more) });
    const [namespace] = kubernetes.objects("main.tf");
    expect(namespace && kubernetes.project.closedWorld(namespace)).toBe(closed);
  }
});

test("a fix writes blocks and snake case", () => {
  const result = fixed(deployment, "workload/host-namespace");
  expect(result).toContain("host_network = false");
  const pod = `resource "kubernetes_pod" "api" {
  metadata {
    name = "api"
  }
  spec {
    container {
      name  = "api"
      image = "registry.example.com/shop/api:1.4.2"
    }
  }
}
`;
  expect(fixed(pod, "workload/token-automounted")).toContain("automount_service_account_token = false");
  expect(fixed(pod, "workload/not-restricted")).toContain(`      security_context {
        allow_privilege_escalation = false`);
});

test("a manifest in a heredoc is reported, and not edited", () => {
  const source = `resource "kubectl_manifest" "c" {
  yaml_body = <<-YAML
    apiVersion: v1
    kind: Pod
    metadata:
      name: c
    spec:
      hostPID: true
      containers: []
  YAML
}
`;
  const engine = createEngine();
  engine.change([["main.tf", source]]);
  const found = engine.findings("main.tf").find((it) => it.rule === "workload/host-namespace");
  expect(found?.resource).toBe("kubectl_manifest.c");
  expect(found && engine.fixes(found)).toEqual([]);
});

test("manifests that one provider places without a namespace are in the same one", () => {
  const manifest = (kind: string, name: string, more = ""): string => `resource "kubernetes_manifest" "${name}" {
${more}  manifest = {
    apiVersion = "v1"
    kind       = "${kind}"
    metadata   = { name = "${name}" }
    spec       = { containers = [] }
  }
}
`;
  const { kubernetes } = modelOf({
    "main.tf": `${manifest("Pod", "a")}\n${manifest("ServiceAccount", "b")}\n${manifest("ServiceAccount", "c", "  provider = kubernetes.other\n")}`,
  });
  const [pod] = kubernetes.workloadsIn("main.tf#0");
  expect(pod && kubernetes.project.objectsBeside(pod, "ServiceAccount").map((it) => it.name)).toEqual(["b"]);
});
