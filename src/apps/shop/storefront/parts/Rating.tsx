import { formatCount } from '../money.ts';

interface RatingProps {
  readonly rating: { readonly value: number; readonly count: number } | undefined;
  readonly long?: boolean;
}

/** Five stars filled to the mean, and how many rated. */
export function Rating({ rating, long = false }: RatingProps) {
  if (!rating) return null;
  return (
    <p className="rating">
      <span className="stars" aria-hidden="true">
        <span className="stars-filled" style={{ width: `${(rating.value / 5) * 100}%` }} />
      </span>
      <span className="hidden">Rated {rating.value.toFixed(1)} out of 5 by </span>
      <span>
        {long && <span aria-hidden="true">{rating.value.toFixed(1)} · </span>}
        {formatCount(rating.count)}
        {long ? ' reviews' : ''}
      </span>
    </p>
  );
}
