/** JSON-LD of the page, one script element that every page writes anew. @see https://schema.org/Product */
import { isBuyable, type ShopProduct } from '../catalogue/shop-product.ts';
import type { CategoryNode } from './shelf.ts';

type Thing = Readonly<Record<string, unknown>>;
const ID = 'structured-data';

/** Replaces the page's structured data. */
export function writeStructuredData(things: readonly Thing[]): void {
  document.getElementById(ID)?.remove();
  if (things.length === 0) return;
  const script = document.createElement('script');
  script.type = 'application/ld+json';
  script.id = ID;
  script.textContent = JSON.stringify({ '@context': 'https://schema.org', '@graph': things });
  document.head.append(script);
}

export function siteThing(): Thing {
  return {
    '@type': 'WebSite',
    name: 'Harbour Lane',
    url: absolute('/'),
    potentialAction: {
      '@type': 'SearchAction',
      target: `${absolute('/search')}#q={search_term_string}`,
      'query-input': 'required name=search_term_string',
    },
  };
}

export function productThing(product: ShopProduct): Thing {
  return {
    '@type': 'Product',
    productID: product.id,
    sku: product.id,
    name: product.title,
    ...(product.description === '' ? {} : { description: product.description }),
    image: [absolute(product.imageUrl)],
    url: absolute(product.url),
    category: product.categoryPath.join(' > '),
    ...(product.brand === '' ? {} : { brand: { '@type': 'Brand', name: product.brand } }),
    ...pick('color', product.attributes.colour),
    ...pick('size', product.attributes.size),
    ...pick('material', product.attributes.material),
    ...(product.rating ? { aggregateRating: ratingThing(product.rating) } : {}),
    ...(product.priceMinor === undefined ? {} : { offers: offerThing(product, product.priceMinor) }),
  };
}

export function breadcrumbThing(trail: readonly CategoryNode[], product?: ShopProduct): Thing {
  const steps = [
    { name: 'Home', url: '/' },
    ...trail.map((node) => ({ name: node.name, url: `/c/${node.slug}` })),
    ...(product ? [{ name: product.title, url: product.url }] : []),
  ];
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map(({ name, url }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      item: absolute(url),
    })),
  };
}

export function listThing(name: string, products: readonly ShopProduct[]): Thing {
  return {
    '@type': 'ItemList',
    name,
    numberOfItems: products.length,
    itemListElement: products
      .slice(0, 24)
      .map((product, index) => ({ '@type': 'ListItem', position: index + 1, url: absolute(product.url) })),
  };
}

function offerThing(product: ShopProduct, priceMinor: number): Thing {
  return {
    '@type': 'Offer',
    price: (priceMinor / 100).toFixed(2),
    priceCurrency: product.currency,
    availability: `https://schema.org/${isBuyable(product) ? 'InStock' : 'OutOfStock'}`,
    itemCondition: 'https://schema.org/NewCondition',
    url: absolute(product.url),
  };
}

function ratingThing(rating: { readonly value: number; readonly count: number }): Thing {
  return { '@type': 'AggregateRating', ratingValue: rating.value, reviewCount: rating.count, bestRating: 5 };
}

function pick(name: string, value: string | undefined): Thing {
  return value === undefined ? {} : { [name]: value };
}

function absolute(path: string): string {
  return new URL(path, window.location.origin).href;
}
