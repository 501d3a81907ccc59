/** A script as it is read aloud. */
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import * as copy from "../copy";
import { blocksOf, type Block, type Run } from "../state/script";

interface ScriptProps {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function ScriptText({ text, data }: ScriptProps) {
  const blocks = useMemo(() => blocksOf(text, data), [text, data]);
  return (
    <div class="script-text">
      {blocks.map((block, at) => (
        <One key={at} block={block} />
      ))}
    </div>
  );
}

function One({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return <h4>{told(block.runs)}</h4>;
    case "text":
      return (
        <p>
          {block.lines.map((line, at) => (
            <>
              {at > 0 && <br />}
              {told(line)}
            </>
          ))}
        </p>
      );
    case "list": {
      const items = block.items.map((item, at) => <li key={at}>{told(item)}</li>);
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function told(runs: readonly Run[]): ComponentChildren {
  return runs.map((run, at) => {
    const text = run.missing ? (
      <span class="script-gap" title={copy.script.missing(run.field)}>
        {run.text}
      </span>
    ) : run.field ? (
      <span class="script-field">{run.text}</span>
    ) : (
      run.text
    );
    return run.strong ? <b key={at}>{text}</b> : <span key={at}>{text}</span>;
  });
}
