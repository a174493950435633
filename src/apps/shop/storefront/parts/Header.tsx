import { cartCount, cartLines, drawerOpen, FREE_DELIVERY_MINOR } from '../cart.ts';
import { formatCount, formatMoney } from '../money.ts';
import { place } from '../navigation.ts';
import type { Shelf } from '../shelf.ts';
import { useStore } from '../store.ts';
import { DemoPanel } from './DemoPanel.tsx';
import { Icon } from './Icon.tsx';
import { SearchField } from './SearchField.tsx';

/** Name, search, cart and departments. Before the catalogue is there the navigation keeps its space. */
export function Header({ shelf }: { readonly shelf: Shelf | undefined }) {
  return (
    <header className="header">
      <div className="ribbon">
        <p>
          Free delivery from {formatMoney(FREE_DELIVERY_MINOR, shelf?.products[0]?.currency ?? 'EUR')} · 60 days to
          change your mind · Repairs for everything we sell
        </p>
        <DemoPanel />
      </div>
      <div className="header-bar wrap">
        <a className="logo" href="/" aria-label="Harbour Lane, home">
          <LogoMark />
          <span>Harbour Lane</span>
        </a>
        <SearchField shelf={shelf} example={shelf?.category('kettles') ? 'kettles, tents, pens …' : 'the shop'} />
        <CartButton />
      </div>
      <Departments shelf={shelf} />
    </header>
  );
}

function LogoMark() {
  return (
    <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
      <rect width="28" height="28" rx="8" fill="var(--accent)" />
      <path
        d="M7 19.5V9m0 5.200h7M14 9v10.500m0 0h7.500"
        stroke="var(--on-accent)"
        strokeWidth="2.4"
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}

function CartButton() {
  const count = cartCount(useStore(cartLines));
  return (
    <button type="button" className="cart-button" aria-haspopup="dialog" onClick={() => drawerOpen.set(true)}>
      <Icon name="bag" size={22} />
      <span className="cart-word">Cart</span>
      <span className="cart-count" data-empty={count === 0}>
        {formatCount(count)}
        <span className="hidden"> {count === 1 ? 'piece' : 'pieces'}</span>
      </span>
    </button>
  );
}

function Departments({ shelf }: { readonly shelf: Shelf | undefined }) {
  const { path } = useStore(place);
  const current = path.startsWith('/c/')
    ? shelf?.category(decodeURIComponent(path.slice(3)))?.trail[0]?.slug
    : undefined;
  return (
    <nav className="departments" aria-label="Departments">
      <ul className="wrap">
        {(shelf?.departments ?? []).slice(0, 10).map((node) => (
          <li key={node.slug}>
            <a href={`/c/${node.slug}`} aria-current={node.slug === current ? 'true' : undefined}>
              {node.name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
