/** What a page shows of the server: loading, failed, or there. */
import type { ComponentChildren } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { Icon, Failed, Loading } from "../ui/parts";
import { fieldFault, HttpFault, sentence } from "./api";
import * as copy from "./copy";
import { AdminContext } from "./here";

export interface Loading<T> {
  /** Stays while it is asked for again. */
  readonly data: T | null;
  readonly fault: HttpFault | null;
  readonly loading: boolean;
  /** Ask again. */
  readonly again: () => void;
  /** Put what an answer to a change said in the place of what was loaded, and of what is being
   * loaded: that may have been read before the change. */
  readonly put: (data: T) => void;
}

interface How {
  /** Ask again each so many seconds, while the page is looked at. */
  readonly every?: number;
}

/**
 * Loads, and once more when a key changes, or somebody whose session had ended has signed in again;
 * what was there stays until then. Give the component a
 * `key` where another thing altogether is shown.
 */
export function useLoad<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  keys: readonly unknown[],
  how: How = {},
): Loading<T> {
  const [data, setData] = useState<T | null>(null);
  const [fault, setFault] = useState<HttpFault | null>(null);
  const [loading, setLoading] = useState(true);
  const [turn, setTurn] = useState(0);
  const underWay = useRef<AbortController | null>(null);
  const out = useContext(AdminContext)?.out ?? false;
  useEffect(() => {
    const stop = new AbortController();
    underWay.current = stop;
    setLoading(true);
    ask(stop.signal).then(
      (answer) => {
        if (stop.signal.aborted) return;
        setData(answer);
        setFault(null);
        setLoading(false);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        setFault(error instanceof HttpFault ? error : new HttpFault(0, "no-answer", "", null));
        setLoading(false);
      },
    );
    return () => stop.abort();
  }, [...keys, turn]);
  useEffect(() => {
    if (out) return () => setTurn((before) => before + 1);
  }, [out]);
  const every = how.every ?? 0;
  useEffect(() => {
    if (every <= 0 || out) return;
    const timer = setInterval(() => {
      if (!document.hidden) setTurn((before) => before + 1);
    }, every * 1000);
    return () => clearInterval(timer);
  }, [every, out]);
  const put = (told: T): void => {
    underWay.current?.abort();
    setData(told);
    setFault(null);
    setLoading(false);
  };
  return { data, fault, loading, again: () => setTurn((before) => before + 1), put };
}

interface LoadedProps<T> {
  readonly of: Loading<T>;
  readonly children: (data: T) => ComponentChildren;
}

/** The content, or what there is to say in its place. */
export function Loaded<T>({ of, children }: LoadedProps<T>) {
  if (of.data !== null) {
    return (
      <>
        {of.fault && <NotOfNow of={of} />}
        {children(of.data)}
      </>
    );
  }
  if (of.fault === null) return <Loading />;
  if (of.fault.status === 403) return <Denied />;
  return <Failed title={copy.failed.title} under={sentence(of.fault)} again={of.again} />;
}

/** What is shown is older than it should be. */
function NotOfNow({ of }: { of: Pick<Loading<unknown>, "fault" | "again"> }) {
  return (
    <div class="banner warn note" role="status">
      <Icon name="alert" />
      <div class="grow">
        <b>{copy.failed.old}</b> {of.fault && sentence(of.fault)}
      </div>
      <button type="button" class="btn line sm" onClick={of.again}>
        {copy.failed.again}
      </button>
    </div>
  );
}

export function Denied() {
  return (
    <div class="card empty">
      <span class="disc mb6">
        <Icon name="lock" />
      </span>
      <b>{copy.denied.heading}</b>
      <span class="sm muted">{copy.denied.under}</span>
    </div>
  );
}

export interface Doing {
  readonly busy: boolean;
  /** What was refused, by the path of its field; "" for what no field is to blame for. */
  readonly faults: Readonly<Record<string, string>>;
  /** Of this field, or of one below it (`numbers` hears of `numbers[2].name`). */
  readonly fault: (field: string) => string | undefined;
  /** The sentence for the whole form: what no field of `shown` has said. */
  readonly rest: (shown: readonly string[]) => string | undefined;
  /** True: it was done. A second press while one is under way does nothing. */
  readonly run: (what: () => Promise<unknown>) => Promise<boolean>;
  readonly clear: () => void;
}

/** For what a button does: busy, and what the server refused, by field. */
export function useDoing(): Doing {
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const under = useRef(false);
  const alive = useRef(true);
  useEffect(() => () => void (alive.current = false), []);
  useEffect(() => {
    // To the field that was refused, and into sight.
    if (Object.keys(faults).some(Boolean)) {
      document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [faults]);
  const run = async (what: () => Promise<unknown>): Promise<boolean> => {
    if (under.current) return false;
    under.current = true;
    setBusy(true);
    setFaults({});
    try {
      await what();
      return true;
    } catch (error) {
      const { field, message } = fieldFault(error);
      if (alive.current) setFaults({ [field]: message });
      return false;
    } finally {
      under.current = false;
      if (alive.current) setBusy(false);
    }
  };
  const of = (field: string) => (path: string) =>
    path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
  return {
    busy,
    faults,
    fault: (field) => {
      const path = Object.keys(faults).find(of(field));
      return path === undefined || field === "" ? undefined : faults[path];
    },
    rest: (shown) => {
      const [path] = Object.keys(faults);
      if (path === undefined || shown.some((field) => of(field)(path))) return undefined;
      return path ? `${path}: ${faults[path]}` : faults[path];
    },
    run,
    clear: () => setFaults({}),
  };
}
