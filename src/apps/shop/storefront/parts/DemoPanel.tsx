import { useEffect, useState } from 'react';
import { choice, choose } from '../consent.ts';
import { useStore } from '../store.ts';
import { Icon } from './Icon.tsx';

/** What the recommendation engine said last, read field by field: the shop shares no type with it. */
interface Told {
  readonly backend: string;
  readonly remembered: string;
  readonly storage: string;
  readonly round: string;
}

const UNKNOWN: Told = { backend: 'No word yet', remembered: 'No word yet', storage: '', round: 'None yet' };
const BACKENDS: Readonly<Record<string, string>> = {
  webgpu: 'WebGPU, on the graphics chip',
  wasm: 'WebAssembly, on the processor',
  plain: 'JavaScript, on the processor',
};

/** A corner panel, closed by default, that explains the demo. */
export function DemoPanel() {
  const told = useStatus();
  return (
    <aside aria-label="About this demonstration">
      <details className="demo-panel">
        <summary>
          <Icon name="info" size={18} />
          <span>What is this?</span>
        </summary>
        <div className="demo-body">
          <h2>A demonstration shop</h2>
          <p>
            Harbour Lane sells nothing. It shows Inkling: recommendations that are computed in this browser, from what
            you do here, without sending it anywhere. Look at three tents and go back to the home page.
          </p>
          <dl>
            <dt>Computed with</dt>
            <dd>{told.backend}</dd>
            <dt>Remembered</dt>
            <dd>
              {told.remembered}
              {told.storage}
            </dd>
            <dt>Last shared round</dt>
            <dd>{told.round}</dd>
          </dl>
          <ConsentSwitches />
        </div>
      </details>
    </aside>
  );
}

function ConsentSwitches() {
  const { memory, statistics } = useStore(choice) ?? { memory: false, statistics: false };
  return (
    <>
      <label className="switch">
        <span>Remember on this device</span>
        <input
          type="checkbox"
          role="switch"
          aria-checked={memory}
          checked={memory}
          onChange={() => choose({ memory: !memory, statistics: statistics && !memory })}
        />
      </label>
      <label className="switch">
        <span>Take part in shared learning</span>
        <input
          type="checkbox"
          role="switch"
          aria-checked={statistics}
          checked={statistics}
          disabled={!memory}
          onChange={() => choose({ memory, statistics: !statistics })}
        />
      </label>
    </>
  );
}

function useStatus(): Told {
  const [told, setTold] = useState(UNKNOWN);
  useEffect(() => {
    const listen = (event: Event) => setTold(readStatus((event as CustomEvent<unknown>).detail));
    document.addEventListener('inkling:status', listen);
    return () => document.removeEventListener('inkling:status', listen);
  }, []);
  return told;
}

function readStatus(detail: unknown): Told {
  const status = asRecord(detail);
  const sync = asRecord(status.sync);
  const events = status.rememberedEvents;
  return {
    backend: BACKENDS[String(status.backend)] ?? UNKNOWN.backend,
    remembered:
      typeof events === 'number' ? `${events} ${events === 1 ? 'thing' : 'things'} you did` : UNKNOWN.remembered,
    storage:
      status.storage === 'indexeddb'
        ? ', on this device'
        : status.storage === 'memory'
          ? ', until you close this page'
          : '',
    round:
      typeof sync.lastRound === 'string' ? sync.lastRound : sync.state === 'off' ? 'Not taking part' : UNKNOWN.round,
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
