import { useCallback, useEffect, useState } from 'react';
import { correctProfile, forgetProduct, readMemoryProfile } from '../memory-calls.ts';
import { NO_PROFILE, type ProfileWord } from '../profile-word.ts';
import { Switch } from './Switch.tsx';

interface ProfileSwitchesProps {
  /** What of the engine's word has changed: the profile is asked for again. */
  readonly remembered: string;
}

/** What this browser takes its shopper for. What is switched off no longer counts, and the next lists show it. */
export function ProfileSwitches({ remembered }: ProfileSwitchesProps) {
  const [{ traits, hidden }, setProfile] = useState<ProfileWord>(NO_PROFILE);
  const ask = useCallback(() => readMemoryProfile(setProfile), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every event the profile may be another
  useEffect(ask, [ask, remembered]);
  return (
    <section className="profile" aria-labelledby="profile-title">
      <h3 id="profile-title">What it takes you for</h3>
      {traits.length === 0 && <p className="quiet">Nothing yet. Look at a few products, then open this again.</p>}
      {traits.map(({ words, share, counts, correction }) => (
        <Switch
          key={`${correction.trait} ${correction.name}`}
          words={words}
          note={share}
          on={counts}
          onChange={() => correctProfile({ ...correction, counts: !counts }, ask)}
        />
      ))}
      {traits.length > 0 && (
        <p className="quiet">What you switch off no longer counts, and is shown only where you go to it yourself.</p>
      )}
      {hidden.map(({ productId, title }) => (
        <p key={productId} className="profile-hidden">
          <span>Not interested in {title}</span>
          <button type="button" className="button button-plain" onClick={() => forgetProduct(productId, ask)}>
            Forget it
          </button>
        </p>
      ))}
    </section>
  );
}
