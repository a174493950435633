/** English words that a shop may lack and that are still no slips for others: "for" is not meant as "fox". */
import { COLOUR_WORDS } from './colour-shades.ts';
import { PREPOSITIONS } from './kind-words.ts';
import type { SynonymGroup } from './synonyms.ts';
import { wordsOf } from './words.ts';

export const MATERIALS: ReadonlySet<string> = new Set(
  wordsOf(`acrylic alpaca aluminium aluminum ash bamboo beech birch bouclé brass bronze cardboard cashmere ceramic chrome clay concrete copper
  cork cotton crystal denim down elastane enamel fabric felt fleece foam glass gold hemp iron jute lambskin lamé latex leather linen lycra
  maple marble merino mesh metal microfibre mohair nylon oak paper pine plastic plush plywood polyamide polyester porcelain rattan resin
  rubber satin sheepskin silicone silk silver stainless steel stone stoneware suede teak terracotta tin titanium velour velvet vinyl
  viscose walnut wicker wood wool zinc`),
);

/** For whom, for when and how: what shoppers ask for that products seldom say. */
const EVERYDAY =
  wordsOf(`about above adult all any back baby bath bed best better big birthday both boy bright cheap cheapest child christmas classic cold comfortable
  cool cosy cute dad daughter day dining door double dry easter easy fast father female fine friend fun funny garden gift girl good great
  guest half hand handmade happy hard heavy her high him home hot house kid kitchen lady large latest light little living long low luxury
  male man me medium mini modern mother mum mom my natural need new nice not nothing office old only our outdoor over party people person please present pretty quality
  quick quiet rain round sale sea set short show simple single sister slim small smart soft son spare special sport spring square strong
  style summer sun sweet tall teen thick thin tiny top toy travel under very warm wash water wedding week what wide winter wife woman work young your`);

/** With the words of these synonyms. */
export function plainWords(groups: readonly SynonymGroup[]): ReadonlySet<string> {
  const synonyms = groups.flatMap(({ phrases }) => phrases.flat());
  return new Set([...PREPOSITIONS, ...COLOUR_WORDS, ...MATERIALS, ...EVERYDAY, ...synonyms]);
}
