import { useMemo } from 'react';
import { heroScene, neutralScene } from '../../pictures/hero-scene.ts';
import { FREE_DELIVERY_MINOR } from '../cart.ts';
import { formatCount, formatMoney } from '../money.ts';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { ProductGrid } from '../parts/ProductGrid.tsx';
import { RecommendationSlot } from '../parts/RecommendationSlot.tsx';
import type { CategoryNode, Shelf } from '../shelf.ts';
import { siteThing } from '../structured-data.ts';
import type { ComponentChildren } from '../types.ts';
import { usePage } from '../use-page.ts';

/** Hero, recommendations, departments, editors' picks, popular things, promises. */
export function HomePage({ shelf }: { readonly shelf: Shelf }) {
  usePage('Harbour Lane: things for the house and for leaving it', () => [siteThing()]);
  const picks = shelf.products.filter((product) => product.editorsPick).slice(0, 8);
  const popular = shelf.products.filter((product) => product.stock > 0).slice(0, 8);
  return (
    <>
      <Hero shelf={shelf} />
      <RecommendationSlot placement="home" />
      <Section title="Walk through the shop">
        <ul className="tiles">
          {shelf.departments.slice(0, 6).map((node) => (
            <DepartmentTile key={node.slug} node={node} />
          ))}
        </ul>
      </Section>
      {picks.length > 0 && (
        <Section title="Editors’ picks" note="Eight things we would give to a friend.">
          <ProductGrid products={picks} list={{ id: 'editors_picks', name: 'Editors’ picks' }} row />
        </Section>
      )}
      {isOwnAssortment(shelf) ? (
        <Section title="Bestsellers" note="What left the warehouse most often this month.">
          <ProductGrid products={popular} list={{ id: 'bestsellers', name: 'Bestsellers' }} row />
        </Section>
      ) : (
        <Section title="From the catalogue">
          <ProductGrid products={popular} list={{ id: 'catalogue', name: 'From the catalogue' }} row />
        </Section>
      )}
      <Promises currency={shelf.products[0]?.currency ?? 'EUR'} />
    </>
  );
}

function Hero({ shelf }: { readonly shelf: Shelf }) {
  const own = isOwnAssortment(shelf);
  const scene = useMemo(() => `data:image/svg+xml,${encodeURIComponent(own ? heroScene() : neutralScene())}`, [own]);
  const [first, second] = heroLinks(shelf);
  return (
    <section className="hero wrap" aria-labelledby="hero-title">
      <div className="hero-text">
        <p className="eyebrow">{own ? 'Autumn at Harbour Lane' : 'Harbour Lane'}</p>
        <h1 id="hero-title">{own ? 'Warm rooms, wet boots, good tools.' : 'A whole shelf, close at hand.'}</h1>
        <p className="hero-lead">
          {own
            ? 'Lamps for early evenings, tents for late weekends, and a kettle for when you are back.'
            : `${formatCount(shelf.products.length)} products in ${shelf.departments.length} departments.`}
        </p>
        <div className="hero-actions">
          {first && (
            <a className="button" href={`/c/${first.slug}`}>
              Shop {first.name.toLowerCase()}
            </a>
          )}
          {second && (
            <a className="button button-plain" href={`/c/${second.slug}`}>
              Shop {second.name.toLowerCase()}
            </a>
          )}
        </div>
      </div>
      <img
        className="hero-picture"
        src={scene}
        alt={
          own
            ? 'An armchair under a brass lamp, a rug, a packed rucksack; a tent on the hill outside the window.'
            : 'Parcels on two shelves.'
        }
        width="1200"
        height="640"
      />
    </section>
  );
}

/** The words and pictures of the shop's own assortment would be wrong over another catalogue. */
function isOwnAssortment(shelf: Shelf): boolean {
  return shelf.category('living') !== undefined && shelf.category('outdoors') !== undefined;
}

/** Living and Outdoors in the shop's own assortment, the two largest departments elsewhere. */
function heroLinks(shelf: Shelf): readonly (CategoryNode | undefined)[] {
  return ['living', 'outdoors'].map((slug, index) => shelf.category(slug) ?? shelf.departments[index]);
}

function DepartmentTile({ node }: { readonly node: CategoryNode }) {
  const faces =
    node.children.length > 0
      ? node.children.slice(0, 4).flatMap((child) => child.products.slice(0, 1))
      : node.products.slice(0, 4);
  return (
    <li className="tile">
      <a href={`/c/${node.slug}`} className="tile-link">
        <span className="tile-faces">
          {faces.map((product) => (
            <img key={product.id} src={product.imageUrl} alt="" width="200" height="200" loading="lazy" />
          ))}
        </span>
        <h3>{node.name}</h3>
      </a>
      <ul className="tile-links">
        {node.children.slice(0, 6).map((child) => (
          <li key={child.slug}>
            <a href={`/c/${child.slug}`}>{child.name}</a>
          </li>
        ))}
      </ul>
    </li>
  );
}

interface SectionProps {
  readonly title: string;
  readonly note?: string;
  readonly children: ComponentChildren;
}

/** A titled stripe of the page. */
export function Section({ title, note, children }: SectionProps) {
  return (
    <section className="section wrap">
      <div className="section-head">
        <h2>{title}</h2>
        {note && <p className="quiet">{note}</p>}
      </div>
      {children}
    </section>
  );
}

const promises = (
  freeFrom: string,
): readonly { readonly icon: IconName; readonly title: string; readonly text: string }[] => [
  { icon: 'truck', title: 'Here in three days', text: `Ordered by four, sent the same day. Free from ${freeFrom}.` },
  { icon: 'back', title: '60 days to decide', text: 'Try it at home. Send it back if it is not right.' },
  { icon: 'wrench', title: 'We repair', text: 'What we sell, also after the guarantee.' },
];

function Promises({ currency }: { readonly currency: string }) {
  return (
    <section className="section wrap" aria-label="Our promises">
      <ul className="promises">
        {promises(formatMoney(FREE_DELIVERY_MINOR, currency)).map(({ icon, title, text }) => (
          <li key={title}>
            <Icon name={icon} size={24} />
            <div>
              <h3>{title}</h3>
              <p className="quiet">{text}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
