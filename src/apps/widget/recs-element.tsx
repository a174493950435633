/** The custom element: attributes in, a shadow root that React draws into, nothing thrown into the host page. */
import { createRoot, type Root } from 'react-dom/client';
import { parsePlacement } from '../../index.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import type { Page, Slot, SlotRequest } from './page.ts';
import { RecsSlot } from './RecsSlot.tsx';
import { STYLES } from './styles.ts';

const DEFAULT_LIMIT = 12;
const MAX_LIMIT = 50;

/** Defines `<inkling-recs>` for this page; a second definition is left out. */
export function defineRecsElement(page: Page): void {
  if (customElements.get('inkling-recs')) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);

  class InklingRecs extends HTMLElement {
    static readonly observedAttributes = ['placement', 'product-id', 'category', 'limit', 'heading'];
    #root: Root | undefined;
    #slot: Slot | undefined;

    connectedCallback() {
      guarded(() => {
        const request = readRequest(this);
        const slot = page.join(request, () => isInView(this));
        this.#slot = slot;
        const container = this.#mount();
        // All slots of a page are connected in one task: that gives them their space and draws none of them.
        setTimeout(() => guarded(() => this.#slot === slot && this.#show(container)));
      });
    }

    disconnectedCallback() {
      guarded(() => {
        this.#slot?.leave();
        this.#root?.unmount();
        this.#slot = undefined;
        this.#root = undefined;
      });
    }

    attributeChangedCallback(name: string, before: string | null, after: string | null) {
      guarded(() => {
        if (!this.#slot || before === after) return;
        if (name !== 'heading') this.#slot.ask(readRequest(this));
        this.#draw();
      });
    }

    /** A React root cannot be used again after unmount, so each connection gets a container of its own. */
    #mount(): HTMLElement {
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      shadow.adoptedStyleSheets = [sheet];
      const container = document.createElement('div');
      container.className = 'root';
      shadow.replaceChildren(container);
      return container;
    }

    #show(container: HTMLElement) {
      container.classList.add(themeOf(this));
      this.#root = createRoot(container);
      this.#draw();
    }

    #draw() {
      if (!this.#slot) return;
      const heading = this.getAttribute('heading') ?? undefined;
      const locale = this.closest<HTMLElement>('[lang]')?.lang;
      this.#root?.render(
        <ErrorBoundary>
          <RecsSlot slot={this.#slot} heading={heading} locale={locale} />
        </ErrorBoundary>,
      );
    }
  }
  customElements.define('inkling-recs', InklingRecs);
}

function readRequest(element: HTMLElement): SlotRequest {
  const limit = Number.parseInt(element.getAttribute('limit') ?? '', 10);
  const productId = element.getAttribute('product-id')?.trim();
  const category = element.getAttribute('category')?.trim();
  return {
    placement: parsePlacement(element.getAttribute('placement')) ?? 'home',
    limit: limit >= 1 ? Math.min(limit, MAX_LIMIT) : DEFAULT_LIMIT,
    ...(productId && { productId }),
    ...(category && { category }),
  };
}

function isInView(element: Element): boolean {
  const { top, bottom, height } = element.getBoundingClientRect();
  return document.visibilityState === 'visible' && height > 0 && bottom > 0 && top < innerHeight;
}

/** Light text means a dark page, whether or not the page told the browser so with `color-scheme`. */
function themeOf(element: Element): 'dark' | 'light' {
  const channels = /^rgba?\(([^)]+)/.exec(getComputedStyle(element).color)?.[1]?.split(',').map(Number);
  if (!channels) return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 140 ? 'dark' : 'light';
}

/** Errors of element callbacks would reach the page's `window.onerror`. */
function guarded(work: () => void): void {
  try {
    work();
  } catch {
    // The slot keeps what it showed last.
  }
}
