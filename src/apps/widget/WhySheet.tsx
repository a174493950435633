import { useEffect, useId, useRef } from 'react';
import type { Recommendation, RecommendationList } from '../../index.ts';
import { strings } from './strings.ts';
import { causesOf, isForEveryone } from './words.ts';

interface WhySheetProps {
  readonly recommendation: Recommendation;
  readonly basis: RecommendationList['basis'];
  readonly onHide: () => void;
  /** However it was closed; whoever opened it takes the focus back. */
  readonly onClose: () => void;
}

/** "Why this?": up to three causes, where they were computed, and a way to be rid of the product. A modal dialog. */
export function WhySheet({ recommendation, basis, onHide, onClose }: WhySheetProps) {
  const sheet = useRef<HTMLDialogElement>(null);
  const headingId = useId();
  useEffect(() => sheet.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click on the ground around it; the keyboard has Escape and the button
    <dialog
      className="sheet"
      part="sheet"
      ref={sheet}
      aria-labelledby={headingId}
      onClose={onClose}
      onClick={(event) => event.target === sheet.current && sheet.current.close()}
    >
      <div className="sheet-body">
        <h3 id={headingId}>{strings.why}</h3>
        <p className="quiet" dir="auto">
          {recommendation.product.title}
        </p>
        <ul className="causes">
          {causesOf(recommendation, basis, strings).map((cause) => (
            <li key={cause}>{cause}</li>
          ))}
        </ul>
        <p className="privacy">{isForEveryone(basis) ? strings.privacyPopular : strings.privacyPersonal}</p>
        <div className="actions">
          <button
            type="button"
            className="plain"
            part="hide"
            onClick={() => {
              onHide();
              sheet.current?.close();
            }}
          >
            {strings.notInterested}
          </button>
          <button type="button" className="filled" part="close" onClick={() => sheet.current?.close()}>
            {strings.close}
          </button>
        </div>
      </div>
    </dialog>
  );
}
