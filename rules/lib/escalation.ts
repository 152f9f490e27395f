/** Ways from a set of permissions to more of them: each a list of actions that together make the step. */
import type { Statement } from "../vocabulary/iam.js";
import { type Grant, granted, grantsForCertain, limitsGrant, limitsPass, serviceIn, servicesNamed, wideResource } from "./grants.js";

export interface Method {
  /** All are needed; of a list, any one. The first is where the path is reported. */
  readonly needs: readonly (string | readonly string[])[];
  /** Whom a role is passed to. */
  readonly passesTo?: string;
  /** What the holder then does, for people. */
  readonly gains: string;
}

export interface Path {
  readonly method: Method;
  readonly steps: readonly Grant[];
}

const single = (action: string, gains: string): Method => ({ needs: [`iam:${action}`], gains });

const pass = (passesTo: string, gains: string, ...needs: readonly (string | readonly string[])[]): Method => ({
  needs: ["iam:PassRole", ...needs],
  passesTo,
  gains,
});

/** Actions that write permissions, by themselves or with a role that is passed. */
export const escalations: readonly Method[] = [
  single("CreatePolicyVersion", "rewrites a policy that it holds"),
  single("SetDefaultPolicyVersion", "brings back an older, wider version of its policy"),
  single("AttachUserPolicy", "attaches any policy to its user"),
  single("AttachGroupPolicy", "attaches any policy to its group"),
  single("AttachRolePolicy", "attaches any policy to a role that it can use"),
  single("PutUserPolicy", "writes any policy into its user"),
  single("PutGroupPolicy", "writes any policy into its group"),
  single("PutRolePolicy", "writes any policy into a role that it can use"),
  single("AddUserToGroup", "joins the administrators' group"),
  single("UpdateAssumeRolePolicy", "lets itself assume an administrator's role"),
  single("CreateAccessKey", "makes an access key of an administrator"),
  single("CreateLoginProfile", "sets a console password for an administrator"),
  single("UpdateLoginProfile", "changes an administrator's console password"),
  single("DeleteRolePermissionsBoundary", "takes the permissions boundary off its role"),
  single("DeleteUserPermissionsBoundary", "takes the permissions boundary off its user"),
  { needs: ["sso:CreateAccountAssignment"], gains: "assigns itself any permission set" },
  { needs: ["sso:PutInlinePolicyToPermissionSet"], gains: "writes any policy into its permission set" },
  { needs: ["sso:AttachManagedPolicyToPermissionSet"], gains: "attaches any policy to its permission set" },
  pass("lambda.amazonaws.com", "runs its code as any role, in a function", "lambda:CreateFunction", [
    "lambda:InvokeFunction",
    "lambda:CreateEventSourceMapping",
    "lambda:CreateFunctionUrlConfig",
    "lambda:AddPermission",
  ]),
  pass("ec2.amazonaws.com", "runs its code as any role, on an instance", "ec2:RunInstances"),
  pass("ecs-tasks.amazonaws.com", "runs its code as any role, in a task", "ecs:RegisterTaskDefinition", [
    "ecs:RunTask",
    "ecs:StartTask",
    "ecs:UpdateService",
    "ecs:CreateService",
  ]),
  pass("glue.amazonaws.com", "runs its code as any role, on a Glue endpoint", "glue:CreateDevEndpoint"),
  pass(
    "glue.amazonaws.com",
    "runs its code as any role, in a Glue job",
    ["glue:CreateJob", "glue:UpdateJob"],
    ["glue:StartJobRun", "glue:CreateTrigger"],
  ),
  pass("cloudformation.amazonaws.com", "changes anything as any role, through a stack", "cloudformation:CreateStack"),
  pass(
    "datapipeline.amazonaws.com",
    "runs its code as any role, in a pipeline",
    "datapipeline:CreatePipeline",
    "datapipeline:PutPipelineDefinition",
  ),
  pass("sagemaker.amazonaws.com", "runs its code as any role, in SageMaker", [
    "sagemaker:CreateNotebookInstance",
    "sagemaker:CreateTrainingJob",
    "sagemaker:CreateProcessingJob",
  ]),
  pass("codebuild.amazonaws.com", "runs its code as any role, in a build", "codebuild:CreateProject", [
    "codebuild:StartBuild",
    "codebuild:StartBuildBatch",
  ]),
  pass("states.amazonaws.com", "calls any API as any role, in a state machine", "states:CreateStateMachine", [
    "states:StartExecution",
    "states:StartSyncExecution",
  ]),
  pass("ecs-tasks.amazonaws.com", "runs its code as any role, in a batch job", "batch:RegisterJobDefinition", "batch:SubmitJob"),
  pass("elasticmapreduce.amazonaws.com", "runs its code as any role, on a cluster", "elasticmapreduce:RunJobFlow"),
  pass("tasks.apprunner.amazonaws.com", "runs its code as any role, in App Runner", "apprunner:CreateService"),
  pass("ec2.amazonaws.com", "runs its code as any role, in a scaling group", "autoscaling:CreateLaunchConfiguration", [
    "autoscaling:CreateAutoScalingGroup",
    "autoscaling:UpdateAutoScalingGroup",
  ]),
];

/** Actions that take over what already runs, with the role it has. */
export const hijacks: readonly Method[] = [
  { needs: ["lambda:UpdateFunctionCode"], gains: "puts its code into any function and runs as the function's role" },
  { needs: ["ssm:SendCommand"], gains: "runs commands on any machine and acts as the machine's role" },
  { needs: ["ssm:StartSession"], gains: "opens a shell on any machine and acts as the machine's role" },
  { needs: ["ec2-instance-connect:SendSSHPublicKey"], gains: "logs in to any machine and acts as the machine's role" },
  { needs: ["ecs:ExecuteCommand"], gains: "opens a shell in any task and acts as the task's role" },
  { needs: ["glue:UpdateDevEndpoint"], gains: "puts its key on any Glue endpoint and acts as the endpoint's role" },
  { needs: ["cloudformation:UpdateStack"], gains: "changes any stack with the role that the stack has" },
];

/** The services of the actions with which these methods begin. */
export function firstServices(methods: readonly Method[]): readonly string[] {
  return [...new Set(methods.flatMap((it) => it.needs.slice(0, 1).flat()).map(serviceIn))];
}

/** The ways that a set of statements makes whole, in the table's order. Only grants on every resource of the kind count. */
export function escalationPaths(statements: readonly Statement[], methods: readonly Method[] = escalations): readonly Path[] {
  const granting = statements.filter(grantsForCertain);
  // Most policies name their resources.
  if (!granting.some((it) => wideResource(it) !== undefined)) return [];
  const services = servicesNamed(granting);
  const mayGrant = (action: string): boolean => services?.has(serviceIn(action)) ?? true;
  const cache = new Map<string, Grant | undefined>();
  const find = (action: string, passesTo: string | undefined): Grant | undefined => {
    const key = `${action} ${passesTo ?? ""}`;
    if (!cache.has(key))
      cache.set(key, granted(statements, action, action === "iam:PassRole" && passesTo !== undefined ? limitsPass(passesTo) : limitsGrant));
    return cache.get(key);
  };
  return methods.flatMap((method) => {
    if (!method.needs.every((need) => (typeof need === "string" ? mayGrant(need) : need.some(mayGrant)))) return [];
    const steps: Grant[] = [];
    for (const need of method.needs) {
      const choices = (typeof need === "string" ? [need] : need).flatMap((it) => find(it, method.passesTo) ?? []);
      // What is created may be named freely, so a step after the first is a step on whatever resource.
      const step = choices.find((it) => it.wide !== undefined) ?? (steps.length > 0 ? choices[0] : undefined);
      if (step === undefined) return [];
      steps.push(step);
    }
    return [{ method, steps }];
  });
}

/** `a`, `b` and `c`, as code. */
export function spelled(steps: readonly Grant[]): string {
  const names = steps.map((it) => `\`${it.action}\``);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** Actions that hand out secrets and credentials. */
export const secretReaders: readonly string[] = [
  "secretsmanager:GetSecretValue",
  "secretsmanager:BatchGetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
  "ssm:GetParameterHistory",
  "kms:Decrypt",
  "rds-db:connect",
  "redshift:GetClusterCredentials",
  "redshift-serverless:GetCredentials",
];
