/** One page without scripts: tables, and lines drawn as SVG. */

interface PageSection {
  readonly title: string;
  readonly tables: readonly { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }[];
  readonly charts: readonly string[];
}

interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

const CHART = { width: 640, height: 220, left: 52, right: 12, top: 12, bottom: 26 };
const COLOURS = ['#7a869a', '#b3541e', '#3a6ea5', '#0b6e4f', '#8a4fbf'] as const;

export function pageOf(title: string, sections: readonly PageSection[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title)}</title>
<style>
  :root { color-scheme: light dark; --line: #8884 }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2.5rem }
  table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .9rem }
  td, th { padding: .3rem .5rem; border-bottom: 1px solid var(--line); text-align: left }
  td + td, th + th { text-align: right; font-variant-numeric: tabular-nums }
  figure { margin: 1rem 0 } svg { width: 100%; height: auto } svg text { font: 11px system-ui, sans-serif; fill: currentColor }
  .keys span { margin-right: 1.2em; font-size: .85rem; white-space: nowrap } .keys i { display: inline-block; width: 1.4em; height: .2em; vertical-align: middle; margin-right: .4em }
</style>
<h1>${text(title)}</h1>
${sections.map(sectionHtml).join('\n')}
</html>
`;
}

/** A line for each series over the same places. */
export function lineChart(title: string, places: readonly string[], lines: readonly Line[]): string {
  const { width, height, left, right, top, bottom } = CHART;
  const most = Math.max(...lines.flatMap(({ values }) => values)) || 1;
  const x = (at: number) => left + (at / Math.max(1, places.length - 1)) * (width - left - right);
  const y = (value: number) => height - bottom - (value / most) * (height - top - bottom);
  const drawn = lines.map(({ values }, which) => {
    const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="${colourOf(which)}" stroke-width="2"/>`;
  });
  const labels = places.map(
    (place, at) => `<text x="${x(at).toFixed(1)}" y="${height - 8}" text-anchor="middle">${text(place)}</text>`,
  );
  const keys = lines.map(
    ({ name }, which) => `<span><i style="background:${colourOf(which)}"></i>${text(name)}</span>`,
  );
  return `<figure><figcaption>${text(title)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${text(title)}; the table has the figures">
<path d="M${left} ${top}V${height - bottom}H${width - right}" fill="none" stroke="var(--line)"/>
<text x="${left - 6}" y="${top + 8}" text-anchor="end">${most.toFixed(3)}</text>
<text x="${left - 6}" y="${height - bottom}" text-anchor="end">0</text>
${labels.join('')}
${drawn.join('\n')}</svg>
<div class="keys">${keys.join('')}</div></figure>`;
}

function sectionHtml({ title, tables, charts }: PageSection): string {
  return `<h2>${text(title)}</h2>\n${charts.join('\n')}\n${tables.map(({ columns, rows }) => tableHtml(columns, rows)).join('\n')}`;
}

function tableHtml(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${line('th', columns)}${rows.map((row) => line('td', row)).join('')}</table>`;
}

function colourOf(which: number): string {
  return COLOURS[which % COLOURS.length] as string;
}

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
