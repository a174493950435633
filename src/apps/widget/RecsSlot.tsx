import { useId, useState } from 'react';
import { Carousel } from './Carousel.tsx';
import type { Slot } from './page.ts';
import { Skeleton } from './Skeleton.tsx';
import { strings } from './strings.ts';
import { useSlot } from './use-slot.ts';
import { WhySheet } from './WhySheet.tsx';
import { headingOf } from './words.ts';

interface RecsSlotProps {
  readonly slot: Slot;
  /** The merchant's own heading. */
  readonly heading?: string | undefined;
  readonly locale?: string | undefined;
}

/** A placement: skeleton, then heading and carousel, or a quiet space of the same height when there is nothing to show. */
export function RecsSlot({ slot, heading, locale }: RecsSlotProps) {
  const { phase, list } = useSlot(slot);
  const headingId = useId();
  const [asked, setAsked] = useState<{ readonly id: string; readonly opener: HTMLElement }>();
  if (phase === 'loading') return <Skeleton />;
  if (!list) return <div className="empty" />;
  const explained = list.items.find(({ product }) => product.id === asked?.id);
  return (
    <section className="slot" part="slot" aria-labelledby={headingId}>
      <Carousel
        slot={slot}
        list={list}
        locale={locale}
        heading={
          <h2 id={headingId} part="heading">
            {headingOf(list, heading, strings)}
          </h2>
        }
        onWhy={(id, opener) => setAsked({ id, opener })}
      />
      {asked && explained && (
        <WhySheet
          recommendation={explained}
          basis={list.basis}
          onHide={() => slot.hidden.hide(asked.id)}
          onClose={() => {
            setAsked(undefined);
            if (asked.opener.isConnected) asked.opener.focus();
          }}
        />
      )}
    </section>
  );
}
