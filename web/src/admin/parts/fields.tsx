/** Fields of forms: a label, what is typed, a hint, and what is wrong with it. */
import { createContext, type ComponentChildren } from "preact";
import { useContext, useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon, Radios, type Choice } from "../../ui/parts";
import * as copy from "../copy";

interface FieldIds {
  readonly id: string;
  readonly described: string | undefined;
  readonly invalid: boolean;
}

const FieldContext = createContext<FieldIds | null>(null);

/** For an input of one's own inside of a `Field`. */
export function useField(): Record<string, string | boolean> {
  const ids = useContext(FieldContext);
  if (!ids) return {};
  return {
    id: ids.id,
    ...(ids.described ? { "aria-describedby": ids.described } : {}),
    ...(ids.invalid ? { "aria-invalid": true } : {}),
  };
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  /** A group of several inputs, each with a label of its own. */
  readonly group?: boolean;
  readonly children: ComponentChildren;
}

export function Field({ label, hint, error, group = false, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].join(" ").trim();
  const under = (
    <>
      {hint && (
        <span class="xs faint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error && (
        <span class="xs bad-text row g1" id={`${id}-error`} role="alert">
          <Icon name="alert" size="s" />
          {error}
        </span>
      )}
    </>
  );
  const ids = { id, described: described || undefined, invalid: error !== undefined };
  if (group) {
    return (
      <fieldset class="field bare-set" {...(described ? { "aria-describedby": described } : {})}>
        <legend class="label">{label}</legend>
        {children}
        {under}
      </fieldset>
    );
  }
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={id}>{label}</label>
      <FieldContext.Provider value={ids}>{children}</FieldContext.Provider>
      {under}
    </div>
  );
}

interface TextProps {
  readonly value: string;
  readonly set: (value: string) => void;
  readonly kind?: "text" | "password" | "email" | "search" | "url" | "tel" | "date" | "time";
  readonly placeholder?: string;
  readonly complete?: string;
  readonly lines?: number;
  readonly mono?: boolean;
  readonly disabled?: boolean;
  readonly small?: boolean;
  readonly longest?: number;
  /** Where no `Field` is around it. */
  readonly label?: string;
}

export function TextInput(props: TextProps) {
  const { value, set, kind = "text", lines = 1, mono = false, small = false } = props;
  const told = {
    ...useField(),
    class: ["input", mono ? "mono" : "", small ? "sm" : ""].filter(Boolean).join(" "),
    value,
    disabled: props.disabled ?? false,
    spellcheck: false,
    autocomplete: props.complete ?? "off",
    ...(props.placeholder ? { placeholder: props.placeholder } : {}),
    ...(props.longest ? { maxLength: props.longest } : {}),
    ...(props.label ? { "aria-label": props.label } : {}),
  };
  if (lines > 1) {
    return <textarea {...told} rows={lines} onInput={(event) => set(event.currentTarget.value)} />;
  }
  // The types of the kinds exclude one another; what is set here suits them all.
  const typed = { type: kind } as { type: "text" };
  return <input {...told} {...typed} onInput={(event) => set(event.currentTarget.value)} />;
}

/** A password that can be looked at. */
export function PasswordInput({ value, set, complete = "new-password" }: TextProps) {
  const [shown, setShown] = useState(false);
  return (
    <div class="row reveal">
      <TextInput value={value} set={set} kind={shown ? "text" : "password"} complete={complete} />
      <button
        type="button"
        class="iconbtn"
        aria-label={shown ? copy.parts.hide : copy.parts.show}
        onClick={() => setShown(!shown)}
      >
        <Icon name="eye" />
      </button>
    </div>
  );
}

interface NumberProps {
  /** null: nothing, or nothing that is a number. */
  readonly value: number | null;
  readonly set: (value: number | null) => void;
  readonly unit?: string;
  readonly least?: number;
  readonly most?: number;
  readonly disabled?: boolean;
  readonly label?: string;
}

/** What is typed stays as it is typed, until it is left; the server says what is wrong with it. */
export function NumberInput(props: NumberProps) {
  const { value, set, unit } = props;
  const [text, setText] = useState(value === null ? "" : String(value));
  const typed = useRef(false);
  const last = useRef(value);
  const show = (): void => {
    if (numberOf(text) !== value) setText(value === null ? "" : String(value));
  };
  useEffect(() => {
    // Changed from outside (undone, loaded anew), and not by what was typed here: an emptied field
    // may stand for a number, which is not put before what is typed next.
    if (last.current !== value && !typed.current) show();
    last.current = value;
    typed.current = false;
  });
  return (
    <div class="row number-field">
      <input
        {...useField()}
        class="input num"
        inputMode="decimal"
        autocomplete="off"
        value={text}
        disabled={props.disabled ?? false}
        {...(props.label ? { "aria-label": props.label } : {})}
        onInput={(event) => {
          typed.current = true;
          setText(event.currentTarget.value);
          set(numberOf(event.currentTarget.value));
        }}
        onBlur={show}
        onKeyDown={(event) => {
          const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
          if (step === undefined || value === null) return;
          event.preventDefault();
          const next = Math.min(props.most ?? Infinity, Math.max(props.least ?? 0, value + step));
          setText(String(next));
          set(next);
        }}
      />
      {unit && <span class="sm muted">{unit}</span>}
    </div>
  );
}

export function numberOf(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface SelectProps {
  readonly value: string;
  readonly set: (value: string) => void;
  readonly options: readonly Option[];
  readonly disabled?: boolean;
  readonly small?: boolean;
  readonly label?: string;
}

export function Select({ value, set, options, disabled = false, small, label }: SelectProps) {
  return (
    <select
      {...useField()}
      class={small ? "input sm" : "input"}
      value={value}
      disabled={disabled}
      {...(label ? { "aria-label": label } : {})}
      onChange={(event) => set(event.currentTarget.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly on: boolean;
  readonly set: (on: boolean) => void;
  readonly disabled?: boolean;
}

/** On or off, at once or with the form around it. */
export function Switch({ label, hint, on, set, disabled = false }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch-row">
      <div class="grow">
        <span class="medium" id={id}>
          {label}
        </span>
        {hint && (
          <span class="xs faint block" id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </div>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={on}
        aria-labelledby={id}
        {...(hint ? { "aria-describedby": `${id}-hint` } : {})}
        disabled={disabled}
        onClick={() => set(!on)}
      />
    </div>
  );
}

interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly value: Value | null;
  readonly set: (value: Value) => void;
  readonly choices: readonly Choice<Value>[];
}

/** One of a few, side by side. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { label, value, set, choices } = props;
  return <Radios groupClass="seg" label={label} value={value} choices={choices} choose={set} />;
}

/** Finds in a list; told a moment after the typing rests, and at once by Enter. */
export function SearchInput(props: {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly placeholder?: string;
}) {
  const { label, value, set, placeholder = label } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => set(text), 300);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="with-icon find">
      <Icon name="search" size="s" />
      <input
        class="input sm"
        type="search"
        aria-label={label}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") set(text);
        }}
      />
    </div>
  );
}
