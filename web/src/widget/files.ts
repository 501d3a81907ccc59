/** Files a visitor sends. */
import type { Uploaded, VisitorWelcome } from "../wire";
import { words } from "./words";

export interface Told {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** Why this file cannot be sent; empty: it can. */
export function fileFault(file: Told, welcome: VisitorWelcome): string {
  if (!welcome.attachment_types.includes(file.type)) {
    const kinds = welcome.attachment_types.map(
      (type) => type.split("/")[1]?.replace("plain", "txt") ?? type,
    );
    return words.wrongType(file.name, kinds.join(", "));
  }
  if (file.size > welcome.attachment_bytes) {
    return words.tooBig(file.name, words.uploadSize(welcome.attachment_bytes));
  }
  return "";
}

/** Uploads; `progress` is told the share from 0 to 1. Rejects with the server's own sentence. */
export function upload(
  url: string,
  secret: string,
  file: File,
  progress: (share: number) => void,
): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Content-Type", file.type);
    request.setRequestHeader("X-Chat-Secret", secret);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name || "file"));
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onerror = () => reject(new Error(words.notUploaded(file.name)));
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status < 300 && answer.success) resolve(answer as Uploaded);
      else reject(new Error(answer.message || words.notUploaded(file.name)));
    };
    request.send(file);
  });
}

function parse(text: string): Partial<Uploaded> & { message?: string } {
  try {
    return JSON.parse(text) as Partial<Uploaded>;
  } catch {
    return {};
  }
}
