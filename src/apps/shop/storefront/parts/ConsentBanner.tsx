import { type FormEvent, useEffect, useState } from 'react';
import { choice, choose } from '../consent.ts';
import { useStore } from '../store.ts';

interface ConsentBannerProps {
  /** Opened again from the footer. */
  readonly reopened: boolean;
  readonly onDone: () => void;
}

/** Asks once; until it is answered nothing is kept. Both plain answers are buttons of the same weight. */
export function ConsentBanner({ reopened, onDone }: ConsentBannerProps) {
  const chosen = useStore(choice);
  const [details, setDetails] = useState(false);
  useEffect(() => setDetails(reopened), [reopened]);
  if (chosen !== undefined && !reopened) return null;
  const answer = (memory: boolean, statistics: boolean) => {
    choose({ memory, statistics });
    onDone();
  };
  return (
    <section className="consent" aria-label="Privacy choices">
      <div className="consent-text">
        <h2>May this shop remember what you look at?</h2>
        <p>
          What you did stays on this device and makes the suggestions fit. Accepting also lets this browser send masked
          changes to the suggestion model that all shoppers share; neither party that adds them up can read one alone.
          Nothing is kept or sent unless you agree, and there are no advertising trackers either way.
        </p>
      </div>
      {details ? (
        <ConsentForm memory={chosen?.memory ?? false} statistics={chosen?.statistics ?? false} onSave={answer} />
      ) : (
        <div className="consent-buttons">
          <button type="button" className="button" onClick={() => answer(true, true)}>
            Accept
          </button>
          <button type="button" className="button" onClick={() => answer(false, false)}>
            Only necessary
          </button>
          <button type="button" className="button button-plain" onClick={() => setDetails(true)}>
            Choose
          </button>
        </div>
      )}
    </section>
  );
}

interface ConsentFormProps {
  readonly memory: boolean;
  readonly statistics: boolean;
  readonly onSave: (memory: boolean, statistics: boolean) => void;
}

function ConsentForm({ memory, statistics, onSave }: ConsentFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    onSave(data.has('memory'), data.has('statistics'));
  };
  return (
    <form className="consent-form" onSubmit={submit}>
      <label className="check">
        <input type="checkbox" checked disabled />
        <span>
          Necessary <span className="quiet">Cart and this choice</span>
        </span>
      </label>
      <label className="check">
        <input type="checkbox" name="memory" defaultChecked={memory} />
        <span>
          Memory <span className="quiet">What you looked at, on this device only</span>
        </span>
      </label>
      <label className="check">
        <input type="checkbox" name="statistics" defaultChecked={statistics} />
        <span>
          Shared learning{' '}
          <span className="quiet">Masked changes to the common model leave this device; needs memory</span>
        </span>
      </label>
      <button type="submit" className="button">
        Save my choice
      </button>
    </form>
  );
}
