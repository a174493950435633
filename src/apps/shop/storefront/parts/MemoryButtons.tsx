import { useState } from 'react';
import { downloadMemory, forgetMemory } from '../memory-calls.ts';

/** Takes a copy of what is remembered, or forgets it after a second question. */
export function MemoryButtons() {
  const [asked, setAsked] = useState<'no' | 'yes' | 'done'>('no');
  return (
    <div className="memory-buttons">
      <button type="button" className="button button-plain" onClick={downloadMemory}>
        Download what is remembered
      </button>
      {asked === 'yes' ? (
        <>
          <p>This cannot be undone. Your cart stays, and so does what was sent before.</p>
          <button type="button" className="button" onClick={() => forgetMemory(() => setAsked('done'))}>
            Yes, forget it
          </button>
          <button type="button" className="button button-plain" onClick={() => setAsked('no')}>
            Keep it
          </button>
        </>
      ) : (
        <button type="button" className="button button-plain" onClick={() => setAsked('yes')}>
          Forget everything
        </button>
      )}
      <p role="status">{asked === 'done' ? 'Everything is forgotten.' : ''}</p>
    </div>
  );
}
