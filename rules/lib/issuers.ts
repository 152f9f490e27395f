/** OIDC issuers by the grammar of their subjects: which part names the tenant, which the repository, which the branch. Clouds share this room. */

/** How far a subject pattern reaches. `anyone`: tenants that strangers can make; `tenant`: the whole tenant; `project`: any branch of one project; `exact`: no further. */
export type Reach = "anyone" | "tenant" | "project" | "exact";

export interface Issuer {
  readonly id:
    | "github"
    | "gitlab"
    | "terraform"
    | "bitbucket"
    | "circleci"
    | "buildkite"
    | "eks"
    | "google"
    | "cognito"
    | "vercel"
    | "other";
  /** For people. */
  readonly name: string;
  readonly host: RegExp;
  /** Strangers get tokens of this issuer too. */
  readonly shared: boolean;
  /** The audience that clients of AWS ask for, where there is one. */
  readonly audience?: string;
  /** Claims besides `sub` that say who, as condition keys of AWS and its peers. */
  readonly claims: readonly string[];
  /** A subject that is pinned, for fixes. */
  readonly example: string;
  /** The reach of a subject with wildcards `*` and `?`; undefined where the grammar says nothing. */
  reach(subject: string): Reach | undefined;
}

/** Segments of `key:value:key:value` before the first wildcard. */
function open(subject: string): string {
  const wildcard = subject.search(/[*?]/);
  return wildcard < 0 ? subject : subject.slice(0, wildcard);
}

const isOpen = (subject: string): boolean => /[*?]/.test(subject);

const always =
  (reach: Reach) =>
  (subject: string): Reach =>
    isOpen(subject) ? reach : "exact";

/** `repo:owner/name:context`, or a customised order of claims. */
function github(subject: string): Reach {
  const fixed = open(subject);
  if (!/^repo:/.test(subject)) return namesTenant(subject) ? "exact" : "anyone";
  const [, owner = "", rest] = /^repo:([^/:]*)(\/.*)?$/.exec(fixed) ?? [];
  if (!isOpen(subject)) return /:pull_request$/.test(subject) ? "project" : "exact";
  if (rest === undefined || owner === "") return "anyone";
  const [, , tail] = /^\/([^:]+)(:.*)?$/.exec(rest) ?? [];
  if (tail === undefined) return "tenant";
  return /^:(?:ref:refs\/(?:heads|tags)\/.+|environment:.+|job_workflow_ref:.+)$/.test(tail) ? "exact" : "project";
}

/** Customised subjects that pin a tenant by another claim. */
function namesTenant(subject: string): boolean {
  return /(?:^|:)(?:repo|repository|repository_id|repository_owner|repository_owner_id|enterprise|enterprise_id|job_workflow_ref):[^*?:]+/.test(
    subject,
  );
}

/** `project_path:group/project:ref_type:branch:ref:main`. */
function gitlab(subject: string): Reach | undefined {
  if (!isOpen(subject)) return "exact";
  const fixed = open(subject);
  const path = /^project_path:([^:]*)(:.*)?$/.exec(fixed);
  if (path === null) return /^(?:project_path:?|p.*)?$/.test(fixed) || subject.startsWith("*") ? "anyone" : undefined;
  const [, project = "", tail] = path;
  if (tail === undefined) return project.includes("/") ? "tenant" : "anyone";
  return /^:ref_type:(?:branch|tag):ref:.+$/.test(tail) ? "exact" : "project";
}

/** `organization:o:project:p:workspace:w:run_phase:plan`. */
function terraformCloud(subject: string): Reach | undefined {
  if (!isOpen(subject)) return "exact";
  const parts = /^organization:([^:]*):(?:project:([^:]*):)?workspace:([^:]*)(?::run_phase:(.*))?$/.exec(subject);
  if (parts === null) return isOpen(/^organization:([^:]*)/.exec(subject)?.[1] ?? "*") ? "anyone" : "tenant";
  const [, organization = "", , workspace = ""] = parts;
  return isOpen(organization) ? "anyone" : isOpen(workspace) ? "tenant" : "exact";
}

/** `organization:o:pipeline:p:ref:refs/heads/main:...`. */
function buildkite(subject: string): Reach {
  if (!isOpen(subject)) return "exact";
  const organization = /^organization:([^:]*):/.exec(subject)?.[1];
  if (organization === undefined || isOpen(organization)) return "anyone";
  const pipeline = /^organization:[^:]*:pipeline:([^:]*):/.exec(subject)?.[1];
  return pipeline === undefined || isOpen(pipeline) ? "tenant" : "project";
}

/** `system:serviceaccount:namespace:name`. */
function serviceAccount(subject: string): Reach {
  if (!isOpen(subject)) return "exact";
  const namespace = /^system:serviceaccount:([^:]*):/.exec(subject)?.[1];
  return namespace === undefined || isOpen(namespace) ? "tenant" : "project";
}

/** `org/id/project/id/user/id`: the issuer is the organisation's own. */
function circleci(subject: string): Reach {
  return !isOpen(subject) || /^org\/[^/]+\/project\/[^/*?]+\//.test(subject) ? "exact" : "tenant";
}

/** Known issuers; the last one fits every host. */
export const issuers: readonly Issuer[] = [
  {
    id: "github",
    name: "GitHub Actions",
    host: /^token\.actions\.githubusercontent\.com(?:$|\/)/,
    shared: true,
    audience: "sts.amazonaws.com",
    claims: ["repository", "repository_id", "repository_owner", "repository_owner_id", "job_workflow_ref", "enterprise", "enterprise_id"],
    example: "repo:OWNER/REPOSITORY:environment:production",
    reach: github,
  },
  {
    id: "gitlab",
    name: "GitLab",
    host: /^gitlab\.com(?:$|\/)/,
    shared: true,
    claims: ["project_path", "project_id", "namespace_path", "namespace_id"],
    example: "project_path:GROUP/PROJECT:ref_type:branch:ref:main",
    reach: gitlab,
  },
  {
    id: "terraform",
    name: "HCP Terraform",
    host: /^app\.(?:eu\.)?terraform\.io(?:$|\/)/,
    shared: true,
    audience: "aws.workload.identity",
    claims: ["terraform_organization_id", "terraform_project_id", "terraform_workspace_id"],
    example: "organization:ORGANIZATION:project:PROJECT:workspace:WORKSPACE:run_phase:apply",
    reach: terraformCloud,
  },
  {
    id: "bitbucket",
    name: "Bitbucket Pipelines",
    host: /^api\.bitbucket\.org\//,
    shared: false,
    claims: ["repositoryuuid", "workspaceuuid", "branchname"],
    example: "{REPOSITORY_UUID}:{ENVIRONMENT_UUID}:*",
    reach: (subject) => (!isOpen(subject) || /^\{[^*?}]+\}:/.test(subject) ? "exact" : "tenant"),
  },
  {
    id: "circleci",
    name: "CircleCI",
    host: /^oidc\.circleci\.com\/org\//,
    shared: false,
    claims: ["oidc.circleci.com/project-id"],
    example: "org/ORGANIZATION_ID/project/PROJECT_ID/user/*",
    reach: circleci,
  },
  {
    id: "buildkite",
    name: "Buildkite",
    host: /^agent\.buildkite\.com(?:$|\/)/,
    shared: true,
    audience: "sts.amazonaws.com",
    claims: ["organization_id", "pipeline_id"],
    example: "organization:ORGANIZATION:pipeline:PIPELINE:ref:refs/heads/main:commit:*:step:*",
    reach: buildkite,
  },
  {
    id: "eks",
    name: "the EKS cluster",
    host: /^oidc(?:-eks)?\.(?:eks\.)?[a-z0-9-]+(?:\.api)?\.(?:amazonaws\.com(?:\.cn)?|aws)\/id\//,
    shared: false,
    audience: "sts.amazonaws.com",
    claims: [],
    example: "system:serviceaccount:NAMESPACE:SERVICE_ACCOUNT",
    reach: serviceAccount,
  },
  {
    id: "google",
    name: "Google",
    host: /^accounts\.google\.com$/,
    shared: true,
    claims: ["oaud", "azp"],
    example: "SUBJECT_ID",
    reach: always("anyone"),
  },
  {
    id: "cognito",
    name: "Cognito",
    host: /^cognito-identity\.amazonaws\.com$/,
    shared: true,
    claims: ["amr"],
    example: "IDENTITY_ID",
    reach: always("anyone"),
  },
  {
    id: "vercel",
    name: "Vercel",
    host: /^oidc\.vercel\.com(?:$|\/)/,
    shared: true,
    claims: ["owner_id", "project_id"],
    example: "owner:TEAM:project:PROJECT:environment:production",
    reach: (subject) => (!isOpen(subject) ? "exact" : /^owner:[^*?:]+:/.test(subject) ? "tenant" : "anyone"),
  },
  {
    id: "other",
    name: "the issuer",
    host: /(?:)/,
    shared: false,
    claims: ["email", "groups", "oid", "tid", "project_id", "namespace_id", "repository"],
    example: "SUBJECT",
    reach: (subject) => (/^\*+$/.test(subject) ? "tenant" : undefined),
  },
];

/** The issuer of a host or URL, e.g. the tail of an OIDC provider's ARN. */
export function issuerFor(url: string): Issuer {
  const host = url.replace(/^https?:\/\//, "").replace(/\/$/, "");
  return issuers.find((it) => it.host.test(host)) ?? issuers[issuers.length - 1] ?? never();
}

function never(): never {
  throw new Error("the table of issuers is empty");
}
