import { useState } from 'react';
import type { Product, Recommendation, RecommendationList } from '../../index.ts';
import { AddButton } from './AddButton.tsx';
import { Icon } from './Icon.tsx';
import { formatMoney, formatNumber } from './money.ts';
import { safeUrl } from './safe-url.ts';
import { fill, strings } from './strings.ts';
import { quietLine } from './words.ts';

interface CardProps {
  readonly recommendation: Recommendation;
  readonly basis: RecommendationList['basis'];
  readonly locale?: string | undefined;
  readonly onOpen: () => void;
  readonly onWhy: (opener: HTMLElement) => void;
}

/** One product: picture and title lead to its page; below them what it costs, how it is rated and why it is here. */
export function Card({ recommendation, basis, locale, onOpen, onWhy }: CardProps) {
  const { product } = recommendation;
  const url = safeUrl(product.url);
  return (
    <>
      <a className="link" part="link" href={url} onClick={onOpen} onAuxClick={onOpen}>
        <Picture key={product.imageUrl} product={product} />
        <span className="title" part="title" dir="auto">
          {product.title}
        </span>
      </a>
      <Price product={product} locale={locale} />
      <Rating product={product} locale={locale} />
      <AddButton product={product} url={url} />
      <WhyButton recommendation={recommendation} basis={basis} onWhy={onWhy} />
    </>
  );
}

/** Whatever cause stands on it, its name begins with the question that it answers: by that it can be found and called. */
function WhyButton({ recommendation, basis, onWhy }: Pick<CardProps, 'recommendation' | 'basis' | 'onWhy'>) {
  const line = quietLine(recommendation, basis, strings);
  return (
    <button
      type="button"
      className="why"
      part="why"
      title={strings.why}
      aria-haspopup="dialog"
      onClick={(event) => onWhy(event.currentTarget)}
    >
      {line !== strings.why && <span className="spoken">{strings.why} </span>}
      <span className="line" dir="auto">
        <span>
          <Icon name="info" />
          {line}
        </span>
      </span>
      <span className="spoken">. {recommendation.product.title}</span>
    </button>
  );
}

/** The title beside it says what it shows, so its own text is empty. A picture that fails leaves its quiet ground. */
function Picture({ product }: { readonly product: Product }) {
  const [failed, setFailed] = useState(false);
  const url = safeUrl(product.imageUrl);
  return (
    <span className="picture" part="picture">
      {url && !failed && <img src={url} alt="" loading="lazy" decoding="async" onError={() => setFailed(true)} />}
    </span>
  );
}

interface FactProps {
  readonly product: Product;
  readonly locale?: string | undefined;
}

function Price({ product: { priceMinor, compareAtPriceMinor, currency }, locale }: FactProps) {
  const price = priceMinor === undefined ? undefined : formatMoney(priceMinor, currency, locale);
  if (price === undefined || priceMinor === undefined) return null;
  const reduced = compareAtPriceMinor !== undefined && compareAtPriceMinor > priceMinor;
  const old = reduced ? formatMoney(compareAtPriceMinor, currency, locale) : undefined;
  return (
    <p className="price" part="price">
      <span className="spoken">{strings.price} </span>
      <span className={old ? 'reduced' : ''}>{price}</span>
      {old && (
        <>
          <span className="spoken"> {strings.oldPrice} </span>
          <s part="old-price">{old}</s>
        </>
      )}
    </p>
  );
}

function Rating({ product: { rating }, locale }: FactProps) {
  if (!rating || rating.count < 1) return null;
  const value = formatNumber(rating.value, locale, 1);
  const count = formatNumber(rating.count, locale);
  return (
    <p className="rating" part="rating">
      <span aria-hidden="true">
        ★ {value} <span className="quiet">({count})</span>
      </span>
      <span className="spoken">{fill(strings.rated, { value, count })}</span>
    </p>
  );
}
