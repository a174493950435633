import { safely } from './safely.ts';

/**
 * Calls back when the shopper arrives on another page without a load: a single-page navigation that changes path or
 * query, or a return from the back/forward cache. Never for `#fragments` and replaced entries of the same address.
 */
export function onArrival(arrived: () => void): void {
  let here = address();
  const check = () =>
    safely(() => {
      if (here === address()) return;
      here = address();
      arrived();
    });
  addEventListener('pageshow', (event) => {
    if (event.persisted) safely(arrived);
  });
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) {
    navigation.addEventListener('currententrychange', check);
    return;
  }
  addEventListener('popstate', check);
  patchPushState(check);
}

/** For browsers without the Navigation API; the previous function runs first and its result and errors pass through. */
export function patchPushState(after: () => void): void {
  const previous = history.pushState;
  history.pushState = function pushState(...entry) {
    try {
      return previous.apply(this, entry);
    } finally {
      after();
    }
  };
}

function address(): string {
  return location.pathname + location.search;
}
