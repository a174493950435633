/** Products the shopper is not interested in. The engine is told after a while, so that "undo" needs no engine. */
export interface HiddenProducts {
  has(productId: string): boolean;
  /** Whether `undo` still works. */
  canUndo(productId: string): boolean;
  hide(productId: string): void;
  undo(productId: string): void;
  all(): readonly string[];
  /** Tells the engine now: the page is going away. */
  flush(): void;
}

const UNDO_MS = 8000;

/**
 * @param commit tells the engine for good
 * @param changed called after every change that the slots should draw
 */
export function hiddenProducts(
  commit: (productId: string) => void,
  changed: () => void,
  undoMs = UNDO_MS,
): HiddenProducts {
  const hidden = new Set<string>();
  const undoable = new Map<string, ReturnType<typeof setTimeout>>();
  const settle = (productId: string) => {
    clearTimeout(undoable.get(productId));
    if (undoable.delete(productId)) commit(productId);
    changed();
  };
  return {
    has: (productId) => hidden.has(productId),
    canUndo: (productId) => undoable.has(productId),
    hide(productId) {
      if (hidden.has(productId)) return;
      hidden.add(productId);
      undoable.set(
        productId,
        setTimeout(() => settle(productId), undoMs),
      );
      changed();
    },
    undo(productId) {
      const timer = undoable.get(productId);
      if (timer === undefined) return;
      clearTimeout(timer);
      undoable.delete(productId);
      hidden.delete(productId);
      changed();
    },
    all: () => [...hidden],
    flush() {
      for (const productId of [...undoable.keys()]) settle(productId);
    },
  };
}
