import { useRef, useState } from 'react';
import { downloadMemory, forgetMemory } from '../memory-calls.ts';

const OUTCOME: Readonly<Record<string, string>> = {
  forgotten: 'Everything is forgotten.',
  failed: 'It could not be forgotten. Close the other tabs of this shop and try again.',
};

/** Takes a copy of what is remembered, or forgets it after a second question. */
export function MemoryButtons() {
  const [step, setStep] = useState<'rest' | 'asking' | 'forgotten' | 'failed'>('rest');
  const opener = useRef<HTMLButtonElement>(null);
  // The button that was pressed goes with the question: the focus returns to the one that asked it.
  const answer = (next: 'rest' | 'forgotten' | 'failed') => {
    setStep(next);
    opener.current?.focus();
  };
  return (
    <div className="memory-buttons">
      <button type="button" className="button button-plain" onClick={downloadMemory}>
        Download what is remembered
      </button>
      <button
        ref={opener}
        type="button"
        className="button button-plain"
        aria-expanded={step === 'asking'}
        onClick={() => setStep(step === 'asking' ? 'rest' : 'asking')}
      >
        Forget everything
      </button>
      {step === 'asking' && (
        <>
          <p>This cannot be undone. Your cart stays, and so does what was sent before.</p>
          <button
            type="button"
            className="button"
            onClick={() => forgetMemory((isDone) => answer(isDone ? 'forgotten' : 'failed'))}
          >
            Yes, forget it
          </button>
          <button type="button" className="button button-plain" onClick={() => answer('rest')}>
            Keep it
          </button>
        </>
      )}
      <p role="status">{OUTCOME[step]}</p>
    </div>
  );
}
