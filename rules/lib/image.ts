/** Reading image references. */
export interface Image {
  /** `docker.io` where none is written. */
  readonly registry: string;
  /** As written, without tag and digest. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** undefined for what is no reference, or stands for one (`$IMAGE`). */
export function parseImage(reference: string | undefined): Image | undefined {
  const match = /^([\w./-]+(?::\d+\/[\w./-]+)?)(?::([\w.-]+))?(?:@(\w+:\w+))?$/.exec(reference ?? "");
  const repository = match?.[1];
  if (repository === undefined) return undefined;
  const [host = ""] = repository.split("/");
  const named = repository.includes("/") && (/[.:]/.test(host) || host === "localhost");
  return { registry: named ? host : "docker.io", repository, tag: match?.[2], digest: match?.[3] };
}
