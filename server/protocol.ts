/** Requests of our own, shared by client and server: types and names only. */

export interface ScanSummary {
  readonly findings: number;
  readonly files: number;
  readonly cancelled: boolean;
}

/** Without `uri` the whole workspace. */
export interface FixAllParams {
  readonly uri?: string;
  readonly rule?: string;
  readonly level?: "safe" | "review";
}

export interface Explanation {
  readonly title: string;
  readonly markdown: string;
}

/** The server's own state, for the status bar. */
export interface Status {
  readonly state: "ready" | "busy" | "error";
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly message?: string;
}

export const requests = {
  scanWorkspace: "ztlint/scanWorkspace",
  fixAll: "ztlint/fixAll",
  explain: "ztlint/explain",
  status: "ztlint/status",
} as const;
