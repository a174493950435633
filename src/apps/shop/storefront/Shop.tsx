import { useEffect, useRef, useState } from 'react';
import { addToCart, drawerOpen, openCart } from './cart.ts';
import { type Place, place } from './navigation.ts';
import { CartPage } from './pages/CartPage.tsx';
import { CategoryPage } from './pages/CategoryPage.tsx';
import { CheckoutPage } from './pages/CheckoutPage.tsx';
import { HomePage } from './pages/HomePage.tsx';
import { NotFoundPage } from './pages/NotFoundPage.tsx';
import { ProductPage } from './pages/ProductPage.tsx';
import { SearchPage } from './pages/SearchPage.tsx';
import { ThanksPage } from './pages/ThanksPage.tsx';
import { loadCatalogue } from './parse-catalogue.ts';
import { CartDrawer } from './parts/CartDrawer.tsx';
import { ConsentBanner } from './parts/ConsentBanner.tsx';
import { Footer } from './parts/Footer.tsx';
import { Header } from './parts/Header.tsx';
import { GridSkeleton, Notice } from './parts/Notice.tsx';
import { createShelf, type Shelf } from './shelf.ts';
import { useStore } from './store.ts';

type Loading =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ready'; readonly shelf: Shelf };

/** The whole shop: frame, page, cart, consent. */
export function Shop() {
  const [loading, retry] = useCatalogue();
  const [askAgain, setAskAgain] = useState(false);
  const shelf = loading.kind === 'ready' ? loading.shelf : undefined;
  // Menus and footer list every category: drawn with the page they would hold it up.
  const listed = useInLaterTask(shelf);
  useOutsideAdds();
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <Header shelf={listed} />
      <Main loading={loading} onRetry={retry} />
      <Footer shelf={listed} onConsent={() => setAskAgain(true)} />
      <CartDrawer />
      <ConsentBanner reopened={askAgain} onDone={() => setAskAgain(false)} />
    </>
  );
}

function Main({ loading, onRetry }: { readonly loading: Loading; readonly onRetry: () => void }) {
  const where = useStore(place);
  const main = useRef<HTMLElement>(null);
  const firstPath = useRef(where.path);
  useEffect(() => {
    if (firstPath.current === where.path) return;
    firstPath.current = '';
    main.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [where.path]);
  return (
    <main id="main" ref={main} tabIndex={-1}>
      {loading.kind === 'ready' ? (
        <Page shelf={loading.shelf} where={where} />
      ) : (
        <Waiting failed={loading.kind === 'failed'} onRetry={onRetry} />
      )}
    </main>
  );
}

function Page({ shelf, where }: { readonly shelf: Shelf; readonly where: Place }) {
  const [, section = '', name = ''] = where.path.split('/').map(decode);
  if (section === '') return <HomePage shelf={shelf} />;
  if (section === 'search') return <SearchPage shelf={shelf} words={(where.query.get('q') ?? '').trim()} />;
  if (section === 'cart') return <CartPage />;
  if (section === 'checkout') return <CheckoutPage />;
  if (section === 'thanks') return <ThanksPage shelf={shelf} />;
  const node = section === 'c' ? shelf.category(name) : undefined;
  if (node) return <CategoryPage key={node.slug} node={node} />;
  const product = section === 'p' ? shelf.product(name) : undefined;
  if (product) return <ProductPage key={product.id} shelf={shelf} product={product} />;
  return <NotFoundPage shelf={shelf} />;
}

function Waiting({ failed, onRetry }: { readonly failed: boolean; readonly onRetry: () => void }) {
  if (!failed) {
    return (
      <div className="wrap page" aria-busy="true">
        <p role="status" className="hidden">
          The shop is opening.
        </p>
        <div className="skeleton skeleton-hero" />
        <GridSkeleton />
      </div>
    );
  }
  return (
    <div className="wrap page">
      <h1>The shelves did not load</h1>
      <Notice title="The shop’s list of products could not be read">
        <p>Check your connection and try again. Your cart is kept.</p>
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      </Notice>
    </div>
  );
}

function useCatalogue(): readonly [Loading, () => void] {
  const [loading, setLoading] = useState<Loading>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt loads again
  useEffect(() => {
    const abort = new AbortController();
    setLoading({ kind: 'loading' });
    loadCatalogue(abort.signal)
      .then(createShelf)
      .then(inLaterTask)
      .then(
        (shelf) => {
          if (abort.signal.aborted) return;
          openCart(shelf);
          setLoading({ kind: 'ready', shelf });
        },
        () => {
          if (!abort.signal.aborted) setLoading({ kind: 'failed' });
        },
      );
    return () => abort.abort();
  }, [attempt]);
  return [loading, () => setAttempt((count) => count + 1)];
}

/** The value, once all that is due now is drawn. */
function useInLaterTask<Value>(value: Value): Value {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value));
    return () => clearTimeout(timer);
  }, [value]);
  return late;
}

function inLaterTask<Value>(value: Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(() => resolve(value)));
}

/** Widgets on the page may ask for a product to be added; answering means taking the event. */
function useOutsideAdds(): void {
  useEffect(() => {
    const listen = (event: Event) => {
      const detail = (event as CustomEvent<{ productId?: unknown; quantity?: unknown } | null>).detail;
      const quantity = typeof detail?.quantity === 'number' ? detail.quantity : 1;
      if (typeof detail?.productId !== 'string' || addToCart(detail.productId, quantity) === 0) return;
      event.preventDefault();
      drawerOpen.set(true);
    };
    document.addEventListener('inkling:add-to-cart', listen);
    return () => document.removeEventListener('inkling:add-to-cart', listen);
  }, []);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
