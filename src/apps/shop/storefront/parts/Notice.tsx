import type { ComponentChildren } from '../types.ts';

interface NoticeProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** An empty, loading or error state: what is the case, and what to do. */
export function Notice({ title, children }: NoticeProps) {
  return (
    <div className="notice">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** The shape of a product grid while the catalogue is on its way. */
export function GridSkeleton({ count = 8 }: { readonly count?: number }) {
  return (
    <div className="grid" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces are alike and never move
        <div className="skeleton-card" key={index}>
          <div className="skeleton skeleton-picture" />
          <div className="skeleton skeleton-line" />
          <div className="skeleton skeleton-line short" />
        </div>
      ))}
    </div>
  );
}
