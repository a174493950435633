import { useEffect, useRef, useState } from 'react';
import { choice, choose } from '../consent.ts';
import { type EngineWord, leavingWords, NO_WORD, readEngineWord } from '../engine-word.ts';
import { useStore } from '../store.ts';
import { Icon } from './Icon.tsx';
import { MemoryButtons } from './MemoryButtons.tsx';
import { ProfileSwitches } from './ProfileSwitches.tsx';
import { Switch } from './Switch.tsx';

/**
 * Explains the demo: a button that lies in the header's ribbon, so that it covers nothing, and a corner panel that stays
 * beside the page once it is opened.
 */
export function DemoPanel() {
  const told = useEngineWord();
  const { memory, statistics } = useStore(choice) ?? { memory: false, statistics: false };
  const details = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
  const close = () => {
    if (!details.current?.open) return;
    details.current.open = false;
    details.current.querySelector('summary')?.focus();
  };
  return (
    <details
      ref={details}
      className="demo-panel"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      onKeyDown={({ key }) => key === 'Escape' && close()}
    >
      <summary>
        <Icon name="info" size={18} />
        <span>What is this?</span>
      </summary>
      <section className="demo-body" aria-labelledby="demo-title">
        <div className="demo-head">
          <h2 id="demo-title">A demonstration shop</h2>
          <button type="button" className="icon-button" onClick={close} aria-label="Close this panel">
            <Icon name="close" />
          </button>
        </div>
        <p>
          Harbour Lane sells nothing. It shows Inkling: recommendations that are computed in this browser, from what you
          do here. Look at three tents and go back to the home page.
        </p>
        <p>{leavingWords(told, memory && statistics)}</p>
        <dl>
          <dt>Computed with</dt>
          <dd>{told.backend}</dd>
          <dt>Remembered</dt>
          <dd>{told.remembered}</dd>
          <dt>Last shared round</dt>
          <dd>{told.round}</dd>
        </dl>
        {open && <ProfileSwitches remembered={told.remembered} />}
        <ConsentSwitches />
        <MemoryButtons />
      </section>
    </details>
  );
}

function ConsentSwitches() {
  const { memory, statistics } = useStore(choice) ?? { memory: false, statistics: false };
  return (
    <>
      <Switch
        words="Remember on this device"
        on={memory}
        onChange={() => choose({ memory: !memory, statistics: statistics && !memory })}
      />
      <Switch
        words="Take part in shared learning"
        on={statistics}
        disabled={!memory}
        onChange={() => choose({ memory, statistics: !statistics })}
      />
    </>
  );
}

function useEngineWord(): EngineWord {
  const [told, setTold] = useState(NO_WORD);
  useEffect(() => {
    const listen = (event: Event) => setTold(readEngineWord((event as CustomEvent<unknown>).detail));
    document.addEventListener('inkling:status', listen);
    return () => document.removeEventListener('inkling:status', listen);
  }, []);
  return told;
}
