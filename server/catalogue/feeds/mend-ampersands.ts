/** Feeds are full of lone ampersands (`Salt & pepper`), which XML forbids and its parsers stumble over. */

const CDATA = '<![CDATA[';
const CDATA_END = ']]>';
/** Where text may end in the middle of an entity (`&#1114111;` and `&thetasym;` are no longer) or of CDATA's begin or end. */
const UNDECIDED = /(&#?\w{0,32}|<(!(\[(C(D(A(T(A)?)?)?)?)?)?)?|\]{1,2})$/;
const LONE = /&(?!(?:#\d{1,31}|#x[\da-f]{1,31}|[a-z]\w{0,31});)/gi;

/** Writes `&amp;` for `&` where no entity begins, outside CDATA; text may come in any pieces. */
export class AmpersandMender {
  /** How many there were. */
  count = 0;
  private cdata = false;
  private held = '';

  push(part: string, last = false): string {
    const whole = this.held + part;
    const end = last ? whole.length : decided(whole);
    const text = whole.slice(0, end);
    this.held = whole.slice(end);
    let done = '';
    for (let at = 0; at < text.length; ) {
      const mark = this.cdata ? CDATA_END : CDATA;
      const found = text.indexOf(mark, at);
      const to = found < 0 ? text.length : found + mark.length;
      const piece = text.slice(at, to);
      done += this.cdata ? piece : this.mended(piece);
      if (found >= 0) this.cdata = !this.cdata;
      at = to;
    }
    return done;
  }

  private mended(text: string): string {
    return text.replace(LONE, () => {
      this.count++;
      return '&amp;';
    });
  }
}

/** Where the text ends of which it is known what it is. */
function decided(text: string): number {
  const from = Math.max(0, text.length - 40);
  const undecided = UNDECIDED.exec(text.slice(from));
  return undecided ? from + undecided.index : text.length;
}
