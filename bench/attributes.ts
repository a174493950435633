/**
 * `bench attributes`: colours and pieces a pack that are read out of titles, against what the feed's own attributes say (Icecat's names of
 * them), which are hidden from the reader.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { CatalogueProduct } from '../server/catalogue/catalogue-product.ts';
import { loadCatalogue } from '../server/catalogue/load-catalogue.ts';
import { suggestAttributes } from '../server/catalogue/understanding/attributes/suggest-attributes.ts';
import { tableText, writeJson } from './table.ts';

interface AttributesFlags {
  readonly data: string;
  readonly out: string;
}

interface Check {
  readonly name: string;
  readonly field: string;
  /** What the feed says; nothing where it does not. */
  truth(product: CatalogueProduct): readonly string[];
}

const INKS = 'printing colours';
/** Words that Icecat and the reader have for one colour. */
const SAME: Readonly<Record<string, string>> = { turquoise: 'cyan', pink: 'magenta', purple: 'violet' };

const CHECKS: readonly Check[] = [
  {
    name: 'colour of the product',
    field: 'colour',
    truth: (product) => coloursOf(product, 'product colour', 'cable colour'),
  },
  { name: 'colour of the ink', field: 'colour', truth: (product) => listed(product.attributes?.[INKS]) },
  { name: 'pieces a pack', field: 'quantity', truth: (product) => listed(product.attributes?.['quantity per pack']) },
];

export function addAttributesBench(program: Command): void {
  program
    .command('attributes')
    .description('colours and quantities read out of titles, against the attributes of the feed')
    .requiredOption('--data <dir>', 'folder with products.jsonl.gz')
    .option('--out <file>', 'the figures as JSON', 'bench/results/attributes.json')
    .action(runAttributes);
}

async function runAttributes({ data, out }: AttributesFlags): Promise<void> {
  const { products } = await loadCatalogue('--data', join(data, 'products.jsonl.gz'), undefined, true);
  const figures = CHECKS.map((check) => ({ name: check.name, ...agreement([...products.values()], check) }));
  const rows = figures.map(({ name, compared, right }) => [
    name,
    String(compared),
    String(right),
    (right / Math.max(1, compared)).toFixed(4),
  ]);
  process.stdout.write(`${tableText(['', 'compared', 'agree', 'share'], rows)}\n`);
  writeJson(out, { products: products.size, figures });
}

/** Where both the reader and the feed say something: every value that was read is among the feed's. */
function agreement(products: readonly CatalogueProduct[], { field, truth }: Check) {
  let [compared, right] = [0, 0];
  for (const product of products) {
    const known = truth(product);
    if (known.length === 0) continue;
    const { attributes: _, ...bare } = product;
    const read = suggestAttributes(bare).find((suggestion) => suggestion.field === field);
    if (!read) continue;
    compared++;
    if (
      listed(String(read.value)).every((value) =>
        known.some((one) => one.includes(value) || one.includes(SAME[value] ?? value)),
      )
    ) {
      right++;
    }
  }
  return { compared, right };
}

/** Of products that are no ink: those name the ink. */
function coloursOf({ attributes = {} }: CatalogueProduct, ...names: readonly string[]): string[] {
  return attributes[INKS] === undefined ? names.flatMap((name) => listed(attributes[name])) : [];
}

function listed(text: string | undefined): string[] {
  return (text ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
