interface SwitchProps {
  readonly words: string;
  /** Stands quietly beside the words. */
  readonly note?: string | undefined;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChange: () => void;
}

export function Switch({ words, note, on, disabled = false, onChange }: SwitchProps) {
  return (
    <label className="switch">
      <span>
        {words}
        {note !== undefined && <span className="switch-note">{note}</span>}
      </span>
      <input type="checkbox" role="switch" aria-checked={on} checked={on} disabled={disabled} onChange={onChange} />
    </label>
  );
}
