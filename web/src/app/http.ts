/** The dock's requests over HTTP. */

/** The server said no, or did not answer (status 0). */
export class HttpFault extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfter: number | null,
  ) {
    super(message);
  }
}

export async function getJson<Body>(path: string, signal?: AbortSignal): Promise<Body> {
  return request<Body>(path, signal ? { signal } : {});
}

export async function postJson<Body>(path: string, body: unknown): Promise<Body> {
  return sendJson<Body>("POST", path, body);
}

/** Without a body where there is none to send. */
export async function sendJson<Body>(method: string, path: string, body?: unknown): Promise<Body> {
  if (body === undefined) return request<Body>(path, { method });
  return request<Body>(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Sends a file as it is; `progress` is told the share from 0 to 1. */
export function uploadFile<Body>(
  path: string,
  file: File,
  progress: (share: number) => void,
): Promise<Body> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", path);
    call.setRequestHeader("Content-Type", file.type);
    call.setRequestHeader("X-File-Name", encodeURIComponent(file.name || "file"));
    call.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    call.onerror = () => reject(new HttpFault(0, "no-answer", "The server did not answer.", null));
    call.onload = () => {
      if (call.status < 300) resolve(JSON.parse(call.responseText) as Body);
      else reject(fault(new Response(null, { status: call.status }), call.responseText));
    };
    call.send(file);
  });
}

/** Whether the voice engine is up, as `/readyz` tells anybody (its status is 503 when it is not). */
export async function engineUp(signal: AbortSignal): Promise<boolean> {
  const answer = await fetch("/readyz", { signal, cache: "no-store" });
  const body = (await answer.json()) as { engine?: { up?: boolean } | null };
  return body.engine?.up === true;
}

async function request<Body>(path: string, options: RequestInit): Promise<Body> {
  let answer: Response;
  try {
    answer = await fetch(path, { ...options, credentials: "same-origin", cache: "no-store" });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new HttpFault(0, "no-answer", "The server did not answer.", null);
  }
  const text = await answer.text();
  if (answer.ok) return (text ? JSON.parse(text) : {}) as Body;
  throw fault(answer, text);
}

function fault(answer: Response, text: string): HttpFault {
  const wait = Number(answer.headers.get("Retry-After") ?? "");
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null;
  try {
    const body = JSON.parse(text) as { code?: string; message?: string };
    return new HttpFault(answer.status, body.code ?? "", body.message ?? "", retryAfter);
  } catch {
    return new HttpFault(answer.status, "", "", retryAfter);
  }
}
