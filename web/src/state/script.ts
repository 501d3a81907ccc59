/** What an agent says to a lead: lines of text, and what they come to. Never HTML. */

export interface Run {
  readonly text: string;
  readonly strong: boolean;
  /** The field of the lead's data it stands for; "" for plain text. */
  readonly field: string;
  /** The lead has nothing in that field. */
  readonly missing: boolean;
}

export type Block =
  | { readonly kind: "heading"; readonly runs: readonly Run[] }
  | { readonly kind: "text"; readonly lines: readonly (readonly Run[])[] }
  | {
      readonly kind: "list";
      readonly ordered: boolean;
      readonly items: readonly (readonly Run[])[];
    };

const HEADING = /^#{1,3}\s+(.+)$/;
const BULLET = /^[-*]\s+(.+)$/;
const NUMBERED = /^\d{1,3}[.)]\s+(.+)$/;
const PARTS = /\*\*(\S(?:.*?\S)?)\*\*|\{(\s*[^{}\s][^{}]{0,79})\}/g;

/** `# Heading`, `- point`, `1. step`, `**strong**` and `{field}`; all else is text. */
export function blocksOf(text: string, data: Readonly<Record<string, unknown>>): readonly Block[] {
  const blocks: Block[] = [];
  let lines: (readonly Run[])[] = [];
  let items: (readonly Run[])[] = [];
  let ordered = false;
  const close = (): void => {
    if (lines.length) blocks.push({ kind: "text", lines });
    if (items.length) blocks.push({ kind: "list", ordered, items });
    lines = [];
    items = [];
  };
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const heading = HEADING.exec(line);
    const bullet = BULLET.exec(line);
    const numbered = NUMBERED.exec(line);
    const item = bullet ?? numbered;
    if (heading) {
      close();
      blocks.push({ kind: "heading", runs: runsOf(heading[1]!, data) });
    } else if (item) {
      const counted = numbered !== null;
      if (lines.length || (items.length && ordered !== counted)) close();
      ordered = counted;
      items.push(runsOf(item[1]!, data));
    } else if (line === "") {
      close();
    } else {
      if (items.length) close();
      lines.push(runsOf(line, data));
    }
  }
  close();
  return blocks;
}

function runsOf(line: string, data: Readonly<Record<string, unknown>>, strong = false): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const found of line.matchAll(PARTS)) {
    if (found.index > from) runs.push(plain(line.slice(from, found.index), strong));
    if (found[1] !== undefined) runs.push(...runsOf(found[1], data, true));
    else runs.push(fieldOf(found[2]!.trim(), data, strong));
    from = found.index + found[0].length;
  }
  if (from < line.length) runs.push(plain(line.slice(from), strong));
  return runs;
}

const plain = (text: string, strong: boolean): Run => ({ text, strong, field: "", missing: false });

/** By the field's name, without regard to case. */
function fieldOf(name: string, data: Readonly<Record<string, unknown>>, strong: boolean): Run {
  const key = Object.keys(data).find((one) => one.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? undefined : data[key];
  const missing = value === undefined || value === null || value === "";
  const text = missing ? name : typeof value === "object" ? JSON.stringify(value) : String(value);
  return { text, strong, field: name, missing };
}

/** The fields that a script names. */
export function fieldsOf(text: string): readonly string[] {
  const found = [...text.matchAll(/\{(\s*[^{}\s][^{}\n]{0,79})\}/g)];
  return [...new Set(found.map((one) => one[1]!.trim()))];
}
