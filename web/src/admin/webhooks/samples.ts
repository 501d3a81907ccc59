/** How a receiver checks a signature, in three languages. */
export type Language = "python" | "node" | "apex";

export const LANGUAGES: readonly { readonly value: Language; readonly label: string }[] = [
  { value: "python", label: "Python" },
  { value: "node", label: "Node" },
  { value: "apex", label: "Apex" },
];

export const CHECKS: Readonly<Record<Language, string>> = {
  python: `import hashlib, hmac, time

def is_ours(body: bytes, header: str, secret: str) -> bool:
    parts = [part.partition("=") for part in header.split(",")]
    sent_at = next(value for name, _, value in parts if name == "t")
    if abs(time.time() - int(sent_at)) > 300:
        return False
    right = hmac.new(
        secret.encode(), sent_at.encode() + b"." + body, hashlib.sha256
    ).hexdigest()
    marks = [value for name, _, value in parts if name == "v1"]
    return any(hmac.compare_digest(right, mark) for mark in marks)

# is_ours(request.body, request.headers["Dockline-Signature"], SECRET)
`,
  node: `const crypto = require("node:crypto");

function isOurs(body, header, secret) {
  // body: the Buffer as it came, before JSON.parse
  const parts = header.split(",").map((part) => part.split("="));
  const sentAt = parts.find(([name]) => name === "t")[1];
  if (Math.abs(Date.now() / 1000 - Number(sentAt)) > 300) return false;
  const right = crypto
    .createHmac("sha256", secret)
    .update(sentAt + ".")
    .update(body)
    .digest();
  return parts
    .filter(([name]) => name === "v1")
    .map(([, mark]) => Buffer.from(mark, "hex"))
    .some((mark) => mark.length === right.length && crypto.timingSafeEqual(mark, right));
}
`,
  apex: `public static Boolean isOurs(Blob body, String header, String secret) {
    String sentAt;
    List<String> marks = new List<String>();
    for (String part : header.split(',')) {
        if (part.startsWith('t=')) sentAt = part.substring(2);
        if (part.startsWith('v1=')) marks.add(part.substring(3));
    }
    Long age = System.currentTimeMillis() / 1000 - Long.valueOf(sentAt);
    if (Math.abs(age) > 300) return false;
    Blob signed = Blob.valueOf(sentAt + '.' + body.toString());
    String right = EncodingUtil.convertToHex(
        Crypto.generateMac('hmacSHA256', signed, Blob.valueOf(secret)));
    return marks.contains(right);
}
// RestRequest request = RestContext.request;
// isOurs(request.requestBody, request.headers.get('Dockline-Signature'), SECRET);
`,
};
