import { Breadcrumbs } from '../parts/Breadcrumbs.tsx';
import { ProductList } from '../parts/ProductList.tsx';
import { RecommendationSlot } from '../parts/RecommendationSlot.tsx';
import type { CategoryNode } from '../shelf.ts';
import { breadcrumbThing, listThing } from '../structured-data.ts';
import { usePage } from '../use-page.ts';

/** A shopper sees so few at a glance. */
const FEW = 12;

/** A department or a category: its parts as links, then everything in it. */
export function CategoryPage({ node }: { readonly node: CategoryNode }) {
  usePage(node.name, () => [breadcrumbThing(node.trail), listThing(node.name, node.products)]);
  const parent = node.trail.at(-2);
  const neighbours = node.children.length > 0 ? node.children : (parent?.children ?? []);
  return (
    <div className="wrap page">
      <Breadcrumbs trail={node.trail.slice(0, -1)} here={node.name} />
      <h1 tabIndex={-1}>{node.name}</h1>
      {neighbours.length > 1 && (
        <nav
          aria-label={
            node.children.length > 0 ? `Categories in ${node.name}` : `Other categories in ${parent?.name ?? ''}`
          }
        >
          <ul className="chips">
            {parent && node.children.length === 0 && (
              <li>
                <a href={`/c/${parent.slug}`}>All {parent.name.toLowerCase()}</a>
              </li>
            )}
            {neighbours.map((other) => (
              <li key={other.slug}>
                <a href={`/c/${other.slug}`} aria-current={other.slug === node.slug ? 'page' : undefined}>
                  {other.name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {node.products.length > FEW && (
        <RecommendationSlot placement="category" category={node.trail.map(({ name }) => name).join(' > ')} />
      )}
      <ProductList key={node.slug} products={node.products} list={{ id: `category_${node.slug}`, name: node.name }} />
    </div>
  );
}
