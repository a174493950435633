/**
 * Words of shops that mean the same, or nearly. `same` are two spellings of one thing; `near` are what a shopper who asks for one
 * would also look at, and count less. A merchant's own come beside these.
 */
import { wordsOf } from './words.ts';

export interface SynonymGroup {
  /** Each a word or a phrase, as words of the index. */
  readonly phrases: readonly (readonly string[])[];
  /** 1 for the same thing; less for what is near it. */
  readonly weight: number;
}

const SAME = [
  'tv, television',
  'pc, personal computer',
  'hdd, hard disk drive, hard disk, hard drive',
  'ssd, solid state drive',
  'ps3, playstation 3',
  'ps4, playstation 4',
  'ps5, playstation 5',
  'fridge, refrigerator',
  'sd card, secure digital card',
  'usb stick, usb flash drive, thumb drive, pen drive, memory stick',
  'power bank, powerbank, portable charger',
  'gpu, graphics card, video card',
  'cpu, processor',
  'mobo, motherboard, mainboard',
  'psu, power supply',
  'ups, uninterruptible power supply',
  'mouse pad, mouse mat',
  'vacuum, vacuum cleaner, hoover',
  'cell phone, mobile phone, cellphone',
  'hairdryer, hair dryer, blow dryer',
  'tee, t shirt, tshirt',
  'trouser, pant',
  'jumper, sweater, pullover',
  'sofa, couch',
  'wardrobe, closet',
  'cooker, stove',
  'tap, faucet',
  'torch, flashlight',
  'nappy, diaper',
  'pushchair, stroller, buggy, pram',
  'rucksack, backpack',
  'trainer, sneaker, running shoe',
  'perfume, fragrance',
  'lip gloss, lipgloss',
  'make up, makeup',
  'sun cream, suncream, sunscreen, sun screen, sun lotion, sunblock',
  'nail varnish, nail polish, nail lacquer, nail enamel',
  'duvet, comforter',
  'bin, trash can, waste bin, garbage can',
  'gray, grey',
  'color, colour',
  'jewellery, jewelry',
  'aluminium, aluminum',
] as const;

const NEAR = [
  'laptop, notebook, ultrabook',
  'desktop computer, desktop pc, pc, workstation, computer',
  'monitor, display, computer screen',
  'headphone, earphone, earbud, headset',
  'smartphone, mobile phone, cell phone',
  'charger, power adapter',
  'router, wireless router, access point',
  'webcam, web camera',
  'projector, beamer',
  'bag, backpack, carrying case',
  'toner, toner cartridge',
  'ink, ink cartridge',
  'memory card, sd card, microsd',
  'ram, memory module, dimm',
  'satnav, gps, navigator',
  'kettle, water boiler',
  'mug, cup',
  'rug, carpet',
  'curtain, drape',
  'cushion, pillow',
  'lamp, light',
  'blanket, throw',
  'pan, skillet',
  'jacket, coat',
  'hoodie, sweatshirt',
  'lotion, cream, moisturizer',
  'serum, essence',
  'shaver, razor',
  'scissor, shear',
] as const;

/** What the lines of a merchant's own file say: phrases of a group on a line, with commas between. */
export function synonymGroups(lines: readonly string[], weight: number): SynonymGroup[] {
  return lines.flatMap((line) => {
    const phrases = line
      .split(',')
      .map(wordsOf)
      .filter((words) => words.length > 0);
    return phrases.length > 1 ? [{ phrases, weight }] : [];
  });
}

const NEAR_WEIGHT = 0.7;
export const SYNONYMS: readonly SynonymGroup[] = [...synonymGroups(SAME, 1), ...synonymGroups(NEAR, NEAR_WEIGHT)];
