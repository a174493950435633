/**
 * The connector: all slots of one page and the engine behind them. No DOM. It keeps a product from standing in two slots,
 * falls back to the popular list, and never changes a list under the shopper's eyes.
 */
import type { PageEngine, Placement, Recommendation, RecommendationList } from '../../index.ts';
import { type HiddenProducts, hiddenProducts } from './hidden-products.ts';
import type { PopularList } from './popular-list.ts';

export interface SlotRequest {
  readonly placement: Placement;
  /** 1 to 50. */
  readonly limit: number;
  readonly productId?: string;
  /** Path of the page's category, for `category`. */
  readonly category?: string;
}

export interface SlotState {
  readonly phase: 'loading' | 'ready' | 'empty';
  readonly list?: RecommendationList;
  /** Grows with every change of `hidden`, so that a view of it is drawn again. */
  readonly revision: number;
}

/** One `<inkling-recs>`, as a store that a view subscribes to. */
export interface Slot {
  subscribe(listener: () => void): () => void;
  state(): SlotState;
  /** Asks anew: the element's attributes have changed. */
  ask(request: SlotRequest): void;
  clicked(productId: string): void;
  seen(productIds: readonly string[]): void;
  readonly hidden: HiddenProducts;
  leave(): void;
}

export interface Page {
  /** @param inView whether the shopper can see the slot now */
  join(request: SlotRequest, inView: () => boolean): Slot;
  /** The page's product, as its last `view_item` names it. */
  setProduct(productId: string | undefined): void;
  refresh(): void;
  /** What the shopper hid is told to the engine at once. */
  flush(): void;
}

export interface PageOptions {
  readonly engine: Pick<PageEngine, 'recommend' | 'observe' | 'hide'>;
  /** The same for all: of the whole shop, or of a category. Never rejects. */
  readonly popular: (category?: string) => Promise<PopularList>;
  /** How long a skeleton may stand before the popular list takes its place. */
  readonly patienceMs?: number;
  /** How long a `related` slot without a product waits for the page to name one. */
  readonly productWaitMs?: number;
}

interface Member {
  request: SlotRequest;
  state: SlotState;
  /** Counts questions, so that an answer to an old one is dropped. */
  question: number;
  readonly inView: () => boolean;
  readonly listeners: Set<() => void>;
}

export function createPage({ engine, popular, patienceMs = 5000, productWaitMs = 1000 }: PageOptions): Page {
  const members = new Set<Member>();
  let pageProduct: string | undefined;
  let productNamed = () => {};
  let turn = Promise.resolve();

  const hidden = hiddenProducts(
    (productId) => {
      engine.hide(productId).catch(() => {});
    },
    () => {
      for (const member of members) set(member, member.state);
    },
  );

  function set(member: Member, state: Omit<SlotState, 'revision'>): void {
    member.state = { ...state, revision: member.state.revision + 1 };
    for (const listener of member.listeners) listener();
  }

  /** Products that this slot must not show: those of the other slots, of the page itself, and the hidden ones. */
  function taken(member: Member): string[] {
    const others = [...members].filter((other) => other !== member);
    const shown = others.flatMap((other) => other.state.list?.items.map(({ product }) => String(product.id)) ?? []);
    return [...new Set([...shown, ...hidden.all(), ...(productOf(member.request) ?? [])])];
  }

  function productOf({ productId, placement }: SlotRequest): [string] | undefined {
    const product = productId ?? (placement === 'related' ? pageProduct : undefined);
    return product === undefined ? undefined : [product];
  }

  /** One slot after the other, or two would be given the same products. They share one deadline. */
  function ask(member: Member, deadlineMs = performance.now() + patienceMs): void {
    const question = ++member.question;
    turn = turn.then(() => answer(member, question, deadlineMs)).catch(() => {});
  }

  async function answer(member: Member, question: number, deadlineMs: number): Promise<void> {
    const current = () => members.has(member) && member.question === question;
    if (member.request.placement === 'related' && !productOf(member.request)) await productOrPause();
    if (!current()) return;
    const asked = recommend(member);
    const list = await inTime(asked, deadlineMs - performance.now());
    if (!current()) return;
    if (list) return show(member, list);
    await showPopular(member, current);
    // Too late for this look at the page: it may still come before the shopper has scrolled here.
    asked.then((late) => {
      if (late && current() && !member.inView()) show(member, late);
    });
  }

  async function recommend(member: Member): Promise<RecommendationList | undefined> {
    const [productId] = productOf(member.request) ?? [];
    try {
      const list = await engine.recommend({
        ...member.request,
        exclude: taken(member),
        ...(productId !== undefined && { productId }),
      });
      return list;
    } catch {
      return undefined;
    }
  }

  async function showPopular(member: Member, current: () => boolean): Promise<void> {
    // A list that stands already is better than the same list for everyone, unless it belongs to another product.
    if (member.state.list && member.state.list.basis !== 'related') return;
    const { basis, products } = await popular(member.request.category);
    if (!current()) return;
    const items = products.map((product): Recommendation => ({ product, score: 0, reasons: [{ kind: basis }] }));
    show(member, { placement: member.request.placement, basis, items });
  }

  function show(member: Member, list: RecommendationList): void {
    const excluded = new Set(taken(member));
    const items = list.items
      .filter(({ product }) => product.inStock && !excluded.has(product.id))
      .slice(0, member.request.limit);
    set(member, items.length > 0 ? { phase: 'ready', list: { ...list, items } } : { phase: 'empty' });
  }

  function productOrPause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, productWaitMs);
      productNamed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function observe(name: string, { placement }: SlotRequest, productIds: readonly string[]): void {
    const items = productIds.map((item_id) => ({ item_id }));
    const parameters = { item_list_id: `inkling:${placement}`, items };
    engine.observe({ name, parameters, atMs: Date.now() }).catch(() => {});
  }

  function refresh(): void {
    const deadlineMs = performance.now() + patienceMs;
    for (const member of members) ask(member, deadlineMs);
  }

  return {
    refresh,
    flush: hidden.flush,
    setProduct(productId) {
      if (pageProduct === productId) return;
      pageProduct = productId;
      if (productId === undefined) return;
      productNamed();
      for (const member of members) {
        const { placement, productId: own } = member.request;
        if (placement === 'related' && own === undefined) ask(member);
      }
    },
    join(request, inView) {
      const member: Member = {
        request,
        inView,
        question: 0,
        listeners: new Set(),
        state: { phase: 'loading', revision: 0 },
      };
      members.add(member);
      ask(member);
      return {
        hidden,
        state: () => member.state,
        subscribe(listener) {
          member.listeners.add(listener);
          return () => member.listeners.delete(listener);
        },
        ask(next) {
          member.request = next;
          ask(member);
        },
        clicked: (productId) => observe('select_item', member.request, [productId]),
        seen: (productIds) => observe('view_item_list', member.request, productIds),
        leave: () => members.delete(member),
      };
    },
  };
}

/** What `work` gives, or undefined when it takes longer than `ms`. */
function inTime<Result>(work: Promise<Result>, ms: number): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
