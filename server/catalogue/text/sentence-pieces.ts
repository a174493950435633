/**
 * Words as pieces of a vocabulary: of all ways to cut a text the most likely one, by a unigram model.
 * @see Kudo 2018, "Subword Regularization", section 3.2; Kudo and Richardson 2018, "SentencePiece"
 */

/** Stands for a space. */
const SPACE = '\u2581';
const UNKNOWN = 0;
/** Log-probability of a character that no piece has: any cut with known pieces is better. */
const UNKNOWN_SCORE = -100;
/** Control symbols of the vocabulary, which no text has. */
const RESERVED = 6;

export class SentencePieces {
  private readonly pieces: ReadonlyMap<string, { readonly score: number; readonly id: number }>;
  /** Characters of the longest piece. */
  private readonly longest: number;

  /** @param vocabulary pieces with their log-probabilities, by id */
  constructor(vocabulary: readonly (readonly [string, number])[]) {
    const known = vocabulary.map(([text, score], id) => [text, { score, id }] as const).slice(RESERVED);
    this.pieces = new Map(known);
    this.longest = Math.max(...known.map(([text]) => [...text].length));
  }

  /** Ids of the pieces; unknown characters that follow each other are one. */
  encode(text: string): number[] {
    const normal = text.normalize('NFKC');
    if (normal === '') return [];
    const characters = [...(SPACE + normal.replaceAll(' ', SPACE))];
    const best = new Float64Array(characters.length + 1).fill(Number.NEGATIVE_INFINITY);
    const cutAt = new Uint32Array(best.length);
    const ids = new Uint32Array(best.length);
    best[0] = 0;
    const offer = (from: number, to: number, score: number, id: number) => {
      if (score <= (best[to] as number)) return;
      best[to] = score;
      cutAt[to] = from;
      ids[to] = id;
    };
    for (let from = 0; from < characters.length; from++) {
      const before = best[from] as number;
      let key = '';
      for (let to = from + 1; to <= Math.min(characters.length, from + this.longest); to++) {
        key += characters[to - 1];
        const piece = this.pieces.get(key);
        if (piece) offer(from, to, before + piece.score, piece.id);
      }
      offer(from, from + 1, before + UNKNOWN_SCORE, UNKNOWN);
    }
    const found: number[] = [];
    for (let end = characters.length; end > 0; end = cutAt[end] as number) {
      const id = ids[end] as number;
      if (id !== UNKNOWN || found.at(-1) !== UNKNOWN) found.push(id);
    }
    return found.reverse();
  }
}
