import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import type { RecommendationList } from '../../index.ts';
import { Card } from './Card.tsx';
import { HiddenCard } from './HiddenCard.tsx';
import { Icon } from './Icon.tsx';
import type { Slot } from './page.ts';
import { strings } from './strings.ts';
import { useGradualCount } from './use-gradual-count.ts';
import { useScrollEnds } from './use-scroll-ends.ts';
import { watchImpressions } from './watch-impressions.ts';

interface CarouselProps {
  readonly slot: Slot;
  readonly list: RecommendationList;
  readonly locale?: string | undefined;
  readonly heading: ReactNode;
  readonly onWhy: (productId: string, opener: HTMLElement) => void;
}

/** Cards in one row that scrolls and snaps, with arrow buttons above it. */
export function Carousel({ slot, list, locale, heading, onWhy }: CarouselProps) {
  const row = useRef<HTMLUListElement>(null);
  const count = useGradualCount(list.items.length);
  const ends = useScrollEnds(row, count);
  const restored = useRef<string>(undefined);
  // The undo button is gone with the note it stood in: the focus goes to the card that came back.
  useEffect(() => {
    const cards = [...(row.current?.children ?? [])] as HTMLElement[];
    const back = restored.current && cards.find(({ dataset }) => dataset.id === restored.current);
    if (back) back.querySelector<HTMLElement>('a, button')?.focus();
    restored.current = undefined;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: new cards are to be watched
  useEffect(() => (row.current ? watchImpressions(row.current, slot.seen) : undefined), [slot, list, count]);
  const undo = (productId: string) => {
    restored.current = productId;
    slot.hidden.undo(productId);
  };
  return (
    <>
      <div className="header" part="header">
        {heading}
        <div className="arrows" part="arrows" hidden={ends.start && ends.end}>
          <Arrow name="back" label={strings.earlier} idle={ends.start} onClick={() => scrollPage(row.current, -1)} />
          <Arrow name="forward" label={strings.later} idle={ends.end} onClick={() => scrollPage(row.current, 1)} />
        </div>
      </div>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets */}
      <ul className="cards" part="cards" role="list" ref={row} onKeyDown={stepWithArrowKeys}>
        {list.items.slice(0, count).map((item) => (
          <li className="card" part="card" key={item.product.id} data-id={item.product.id}>
            {slot.hidden.has(item.product.id) ? (
              <HiddenCard
                product={item.product}
                onUndo={slot.hidden.canUndo(item.product.id) ? () => undo(item.product.id) : undefined}
              />
            ) : (
              <Card
                recommendation={item}
                basis={list.basis}
                locale={locale}
                onOpen={() => slot.clicked(item.product.id)}
                onWhy={(opener) => onWhy(item.product.id, opener)}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

interface ArrowProps {
  readonly name: 'back' | 'forward';
  readonly label: string;
  readonly idle: boolean;
  readonly onClick: () => void;
}

/** Stays focusable at the end of the row: a `disabled` button would drop the focus. */
function Arrow({ name, label, idle, onClick }: ArrowProps) {
  return (
    <button type="button" className="arrow" part="arrow" aria-label={label} aria-disabled={idle} onClick={onClick}>
      <Icon name={name} />
    </button>
  );
}

/** @param step 1 towards the end of the line, -1 towards its start, in either writing direction */
function scrollPage(row: HTMLElement | null, step: 1 | -1): void {
  if (!row) return;
  const towardsRight = getComputedStyle(row).direction === 'rtl' ? -step : step;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  row.scrollBy({ left: towardsRight * row.clientWidth * 0.85, behavior: calm ? 'instant' : 'smooth' });
}

/** Left and right arrow keys go from card to card, as they look on the screen. */
function stepWithArrowKeys(event: KeyboardEvent<HTMLUListElement>): void {
  const { key, currentTarget: row } = event;
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
  const forward = (key === 'ArrowRight') !== (getComputedStyle(row).direction === 'rtl');
  const from = (event.target as Element).closest('li');
  const to = forward ? from?.nextElementSibling : from?.previousElementSibling;
  to?.querySelector<HTMLElement>('a, button')?.focus();
  event.preventDefault();
}
