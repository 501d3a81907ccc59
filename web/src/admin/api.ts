/** The requests of the admin pages. */
import { getJson, HttpFault, sendJson, uploadFile } from "../app/http";

export { HttpFault };

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What stands in the address: nothing for what is not given, or is empty. */
export function addressOf(path: string, query: Query = {}): string {
  const told = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") told.set(name, String(value));
  }
  const text = told.toString();
  return text ? `${path}?${text}` : path;
}

/**
 * Asks in the space that is acted in. Each throws HttpFault: status (0: no answer), code, message.
 * Where nobody is signed in any more, `signedOut` has been told already.
 */
export class Api {
  constructor(
    /** Another space than one's own, for operators. */
    private readonly space: () => string | null,
    private readonly signedOut: () => void,
  ) {}

  get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.told(getJson<T>(this.url(path, query), signal));
  }

  /** `body`: `{}` where there is nothing to say. */
  post<T>(path: string, body: unknown = {}, query: Query = {}): Promise<T> {
    return this.told(sendJson<T>("POST", this.url(path, query), body));
  }

  patch<T>(path: string, body: unknown, query: Query = {}): Promise<T> {
    return this.told(sendJson<T>("PATCH", this.url(path, query), body));
  }

  put<T>(path: string, body: unknown, query: Query = {}): Promise<T> {
    return this.told(sendJson<T>("PUT", this.url(path, query), body));
  }

  del<T>(path: string, query: Query = {}): Promise<T> {
    return this.told(sendJson<T>("DELETE", this.url(path, query)));
  }

  /** Sends a file as it is; `progress` is told the share from 0 to 1. */
  upload<T>(
    path: string,
    file: File,
    progress: (share: number) => void = () => undefined,
    query: Query = {},
  ): Promise<T> {
    return this.told(uploadFile<T>(this.url(path, query), file, progress));
  }

  /** The address of something to download or to play, in the space that is acted in. */
  url(path: string, query: Query = {}): string {
    return addressOf(path, { ...query, cloud_id: this.space() });
  }

  private async told<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      // A wrong password of one who is signed in is a 401 of another code.
      if (error instanceof HttpFault && error.code === "not-signed-in") this.signedOut();
      throw error;
    }
  }
}

/** The field a refusal names, by its path, and what is said of it; "" where it names none. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

export function fieldFault(error: unknown): FieldFault {
  const said = sentence(error);
  const named = /^([a-z_][a-z0-9_]*(?:[.[][\w.[\]-]*)?): (.+)$/s.exec(said);
  if (!named) return { field: "", message: said };
  const message = named[2]!;
  return { field: named[1]!, message: message[0]!.toUpperCase() + message.slice(1) };
}

/** What went wrong, in words. */
export function sentence(error: unknown): string {
  if (error instanceof HttpFault && error.message) return error.message;
  return "The server did not answer. Try again.";
}

/** What the page itself refuses, told as the server would. */
export function refused(field: string, message: string): HttpFault {
  return new HttpFault(400, "invalid-field", `${field}: ${message}`, null);
}
