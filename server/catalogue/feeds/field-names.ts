/** Which column, element or key of a feed is which field: Google's and Meta's names, and those that plain tables use. */
import { FeedError } from '../feed-error.ts';
import { RAW_FIELDS, type RawField, type RawProduct } from './feed-row.ts';

/** In order of preference where a feed has several. Compared after `normal`. */
const NAMES: Readonly<Record<RawField, readonly string[]>> = {
  id: ['id', 'item_id', 'product_id', 'retailer_item_id', 'sku_id', 'asin', 'article_number', 'handle', 'sku'],
  groupId: ['item_group_id', 'group_id', 'parent_id', 'parent_sku'],
  title: ['title', 'structured_title', 'name', 'product_name', 'item_name', 'product_title'],
  description: [
    'description',
    'structured_description',
    'rich_text_description',
    'short_description',
    'summary',
    'body_html',
    'body',
    'long_description',
  ],
  url: ['link', 'url', 'product_url', 'product_link', 'permalink', 'page', 'mobile_link'],
  imageUrl: [
    'image_link',
    'image',
    'image_url',
    'images',
    'image[0].url',
    'picture',
    'img',
    'img_high',
    'image_src',
    'additional_image_link',
  ],
  price: ['price', 'regular_price', 'amount', 'unit_price'],
  salePrice: ['sale_price'],
  saleDates: ['sale_price_effective_date'],
  listPrice: ['list_price', 'compare_at_price', 'old_price', 'msrp', 'rrp'],
  currency: ['currency', 'price_currency', 'currency_code'],
  availability: ['availability', 'in_stock', 'stock_status', 'available'],
  brand: ['brand', 'vendor', 'manufacturer', 'supplier', 'maker'],
  gtin: ['gtin', 'ean', 'upc', 'isbn', 'barcode'],
  mpn: ['mpn', 'part_number'],
  sku: ['sku'],
  category: ['product_type', 'category_path', 'categories', 'category', 'breadcrumb', 'department'],
  googleCategory: ['google_product_category', 'fb_product_category'],
  tags: ['tags', 'keywords'],
  ratingValue: ['rating', 'rating_value', 'average_rating', 'product_rating'],
  ratingBest: ['rating_best', 'best_rating'],
  ratingCount: ['rating_count', 'review_count', 'reviews'],
  cost: ['cost_of_goods_sold', 'cost', 'cost_price'],
  stock: ['inventory', 'quantity', 'stock', 'quantity_to_sell_on_facebook', 'stock_quantity'],
  createdAt: ['created_at', 'date_created', 'date_released', 'published_at'],
  updatedAt: ['updated_at', 'date_modified'],
  labels: ['custom_label_0', 'custom_label_1', 'custom_label_2', 'custom_label_3', 'custom_label_4'],
  adult: ['adult'],
};

/** Fields that take all their columns together, the others take the first that says something. */
const GATHERED: readonly RawField[] = ['imageUrl', 'labels'];

/** Columns that say nothing about a product. */
const IGNORED =
  /^(shipping|tax|ads_redirect|pause|identifier_exists|promotion_id|auto_pricing_min_price|excluded_destination|included_destination|availability_date|expiration_date|mobile_link|sales_rank|position|status|condition)$/;

/** `image link`, `Image-Link` and `g:image_link` are one name. */
export function normalName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^g:/, '')
    .replace(/^\uFEFF/, '')
    .replace(/[\s-]+/g, '_');
}

/** `--map field=column` of the command line. */
export type ColumnMap = ReadonlyMap<RawField, string>;

/**
 * Reads `--map title=Name`.
 * @throws FeedError for a field that is none, or no `=`
 */
export function parseColumnMap(pairs: readonly string[]): ColumnMap {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const field = pair.slice(0, at);
      if (at < 1 || at === pair.length - 1) throw new FeedError(`--map ${pair}: write field=column, as in title=Name`);
      if (!Object.hasOwn(RAW_FIELDS, field)) {
        throw new FeedError(`--map ${pair}: ${field} is no field; there are ${Object.keys(RAW_FIELDS).join(', ')}`);
      }
      return [field as RawField, normalName(pair.slice(at + 1))];
    }),
  );
}

/** What a column is: fields that it may fill, each with its place in the order of preference; else an attribute. */
interface Column {
  readonly fields: readonly { readonly field: RawField; readonly rank: number }[];
  /** Undefined where the column says nothing about a product. */
  readonly attribute: string | undefined;
}

/** Reads rows and items by the names of their values. What a name means is looked up once. */
export class FieldReader {
  private readonly columns = new Map<string, Column>();

  constructor(private readonly map: ColumnMap) {}

  /** @param values by the feed's names; of several that are one field the preferred one counts */
  read(values: Iterable<readonly [string, string | readonly string[] | undefined]>): RawProduct {
    const found = new Map<RawField, { rank: number; values: readonly string[] }[]>();
    const attributes: Record<string, string> = {};
    for (const [name, value] of values) {
      const texts = (typeof value === 'string' ? [value] : (value ?? [])).filter((text) => text.trim() !== '');
      if (texts.length === 0) continue;
      const { fields, attribute } = this.columnOf(name);
      for (const { field, rank } of fields) {
        const list = found.get(field) ?? [];
        list.push({ rank, values: texts });
        found.set(field, list);
      }
      if (attribute) attributes[attribute] = texts.join(', ').trim();
    }
    const fields: Partial<Record<RawField, readonly string[]>> = {};
    for (const [field, list] of found) {
      list.sort((a, b) => a.rank - b.rank);
      const taken = GATHERED.includes(field) ? list : list.slice(0, 1);
      fields[field] = taken.flatMap((each) => each.values);
    }
    return { fields, attributes };
  }

  private columnOf(name: string): Column {
    const known = this.columns.get(name);
    if (known) return known;
    const normal = normalName(name);
    const fields = (Object.keys(NAMES) as RawField[]).flatMap((field) => {
      const mapped = this.map.get(field);
      const rank = (mapped === undefined ? NAMES[field] : [mapped]).indexOf(normal);
      return rank < 0 ? [] : [{ field, rank }];
    });
    const isAttribute = fields.length === 0 && normal !== '' && !IGNORED.test(normal);
    const column = { fields, attribute: isAttribute ? attributeName(normal) : undefined };
    this.columns.set(name, column);
    return column;
  }
}

/** `attr_t_product_colour` and `product_colour` are one attribute. */
function attributeName(name: string): string {
  return name
    .replace(/^attr(ibute)?_([a-z]_)?/, '')
    .replace(/_+/g, ' ')
    .trim();
}
