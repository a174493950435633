interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly error: string | undefined;
  readonly hint?: string;
  readonly type?: 'text' | 'email';
  readonly inputMode?: 'numeric' | 'text';
  readonly autoComplete?: string;
}

/** A labelled field with its hint and its error tied to it. */
export function TextField({
  name,
  label,
  error,
  hint,
  type = 'text',
  inputMode = 'text',
  autoComplete = 'off',
}: TextFieldProps) {
  const id = `field-${name}`;
  return (
    <div className="field" data-wrong={error !== undefined}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        inputMode={inputMode}
        autoComplete={autoComplete}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      />
      <p id={`${id}-note`} className={error ? 'field-error' : 'field-hint'}>
        {error ?? hint}
      </p>
    </div>
  );
}
