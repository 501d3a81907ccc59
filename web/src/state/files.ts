/** Files that may be sent in a chat. */
import * as copy from "../copy";
import type { DockSettings } from "../wire";

/** Why this file cannot be sent; empty: it can. */
export function fileFault(
  file: { readonly name: string; readonly type: string; readonly size: number },
  limits: DockSettings,
): string {
  if (!limits.attachment_types.includes(file.type)) {
    const kinds = limits.attachment_types.map(
      (type) => type.split("/")[1]?.replace("plain", "txt") ?? type,
    );
    return copy.chat.wrongType(file.name, kinds.join(", "));
  }
  if (file.size > limits.attachment_bytes) {
    return copy.chat.tooLarge(file.name, sizeWord(limits.attachment_bytes));
  }
  return "";
}

/** 84 kB, 5 MB. */
export function sizeWord(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return `${(bytes / 1e6).toFixed(bytes % 1e6 === 0 ? 0 : 1)} MB`;
}
