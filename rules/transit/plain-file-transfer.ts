/** File transfer servers that speak FTP. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "transit/plain-file-transfer",
  title: "File transfer over plain FTP",
  pillar: "data",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_transfer_server"],
  refs: ["checkov:CKV_AWS_357", "fsbp:Transfer.2"],

  *check(server) {
    const protocols = items(get(server.body, "protocols"));
    const plain = protocols.find((it) => text(it) === "FTP");
    if (plain === undefined) return;
    yield {
      at: plain,
      what: "FTP sends logins and files in the clear",
      fix: {
        title: protocols.length > 1 ? "Stop speaking FTP" : "Speak SFTP instead",
        edit: (it) => (protocols.length > 1 ? it.remove(plain) : it.replace(plain, "SFTP")),
      },
    };
  },
});
