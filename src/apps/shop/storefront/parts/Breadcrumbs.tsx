import type { CategoryNode } from '../shelf.ts';
import { Icon } from './Icon.tsx';

/** Home, department, category; the page itself is not a link. */
export function Breadcrumbs({ trail, here }: { readonly trail: readonly CategoryNode[]; readonly here: string }) {
  return (
    <nav aria-label="Breadcrumbs" className="crumbs">
      <ol>
        <li>
          <a href="/">Home</a>
          <Icon name="right" size={14} />
        </li>
        {trail.map((node) => (
          <li key={node.slug}>
            <a href={`/c/${node.slug}`}>{node.name}</a>
            <Icon name="right" size={14} />
          </li>
        ))}
        <li aria-current="page">{here}</li>
      </ol>
    </nav>
  );
}
