/**
 * The widget's looks. Font and text colour are the page's; every length is in em, so that it follows the page's text.
 * A slot's height is fixed by its width alone: `--picture` below and the sums of src/apps/loader/inkling.css agree.
 *
 * A page sets: --inkling-accent and --inkling-on-accent (filled buttons), --inkling-ground (behind pictures),
 * --inkling-radius, --inkling-focus (focus ring), --inkling-sale (a reduced price).
 */
export const STYLES = `
:host{display:block;inline-size:100%;box-sizing:border-box;container-type:inline-size}
:host([hidden]){display:none}
*,::before,::after{box-sizing:border-box}
.root{--n:2;--gap:1em;--picture:calc((100cqi - var(--n)*var(--gap))/(var(--n) + .3));
--accent:var(--inkling-accent,CanvasText);--on-accent:var(--inkling-on-accent,Canvas);
--ground:var(--inkling-ground,color-mix(in srgb,currentColor 6%,transparent));
--quiet:color-mix(in srgb,currentColor 72%,transparent);--line:color-mix(in srgb,currentColor 20%,transparent);
--radius:var(--inkling-radius,.75em);
block-size:calc(var(--picture) + 12.25em);overflow:clip;overflow-clip-margin:.5em;line-height:1.25;text-align:start}
.root.dark{color-scheme:dark}.root.light{color-scheme:light}
@container (min-width:32em){.root{--n:3}}
@container (min-width:48em){.root{--n:4}}
@container (min-width:64em){.root{--n:5}}
h2,h3,p,ul{margin:0;padding:0;font:inherit}
ul{list-style:none}
button,a{font:inherit;color:inherit;text-decoration:none}
button{background:none;border:0;padding:0;cursor:pointer;-webkit-tap-highlight-color:transparent}
:focus-visible{outline:.1875em solid var(--inkling-focus,Highlight);outline-offset:.125em;border-radius:.25em}
.icon{inline-size:1.25em;block-size:1.25em;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.spoken{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.quiet{color:var(--quiet)}
.header{display:flex;align-items:center;justify-content:space-between;gap:1em;block-size:2.75em;margin-block-end:.75em}
h2{font-size:1.25em;font-weight:650;line-height:1.2;letter-spacing:-.01em;text-wrap:balance;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.arrows{display:flex;gap:.5em;flex:none}
.arrows[hidden]{display:none}
.arrow{display:grid;place-items:center;inline-size:2.75em;block-size:2.75em;border:1px solid var(--line);border-radius:50%;transition:background .15s}
.arrow:focus-visible{border-radius:50%}
.arrow[aria-disabled=true]{opacity:.35;cursor:default}
.icon:dir(rtl){transform:scaleX(-1)}
.cards{display:grid;grid-auto-flow:column;grid-auto-columns:var(--picture);gap:var(--gap);overflow-x:auto;overflow-y:hidden;
overscroll-behavior-inline:contain;scroll-snap-type:inline proximity;scrollbar-width:none;
margin:-.375em;padding:.375em;scroll-padding-inline:.375em}
.cards::-webkit-scrollbar{display:none}
.skeleton .cards{overflow:clip;overflow-clip-margin:.375em}
.card{position:relative;display:flex;flex-direction:column;min-inline-size:0;block-size:calc(var(--picture) + 8.5em);scroll-snap-align:start}
.link{display:flex;flex-direction:column;gap:.625em}
.link:focus-visible{border-radius:var(--radius)}
.picture{display:block;inline-size:100%;aspect-ratio:1;border-radius:var(--radius);background:var(--ground);overflow:hidden}
img{display:block;inline-size:100%;block-size:100%;object-fit:cover;transition:scale .2s}
.title{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;font-size:.875em;line-height:1.4286;block-size:2.8572em;overflow-wrap:anywhere;text-wrap:pretty}
.price{margin-block-start:.25em;font-weight:650;line-height:1.5;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;font-variant-numeric:tabular-nums}
.price .reduced{color:var(--inkling-sale,light-dark(#b3261e,#ff9d94))}
s{margin-inline-start:.5em;font-size:.875em;font-weight:400;color:var(--quiet)}
.rating{font-size:.75em;line-height:1.6667;font-variant-numeric:tabular-nums}
.why{max-inline-size:100%;align-self:flex-start;margin-block-start:.25em;font-size:.75em;line-height:1.4;color:var(--quiet);text-align:start;position:relative}
.why>.line{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;overflow-wrap:anywhere}
.why .icon{display:inline;vertical-align:-.2em;margin-inline-end:.375em;inline-size:1.1667em;block-size:1.1667em;opacity:.8;transform:none}
.add{position:absolute;inset-inline-end:.5em;inset-block-start:calc(var(--picture) - 3em);display:flex;align-items:center;justify-content:center;gap:.5em;max-inline-size:calc(100% - 1em);min-block-size:2.5em;padding-inline:.75em;font-weight:600;line-height:1.2;border-radius:1.5em;background:var(--accent);color:var(--on-accent);box-shadow:0 .125em .5em #0003;transition:opacity .15s}
.add:focus-visible{border-radius:1.5em}
.add>span{font-size:.875em}
.gone{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:.75em;padding:1em;font-size:.875em;text-align:center;text-wrap:balance}
.plain,.filled{min-block-size:2.75em;padding-inline:1.125em;border:1px solid var(--line);border-radius:1.5em;font-weight:600}
.filled{background:var(--accent);border-color:transparent;color:var(--on-accent)}
.plain:focus-visible,.filled:focus-visible{border-radius:1.5em}
.ghost{background:var(--ground);border-radius:.375em;animation:breathe 1.6s ease-in-out infinite alternate}
.picture.ghost{border-radius:var(--radius)}
.ghost-heading{inline-size:9em;block-size:1.5em}
.ghost-line{block-size:.875em;margin-block-start:.625em;inline-size:90%}
.ghost-line.short{inline-size:40%}
@keyframes breathe{to{opacity:.45}}
.sheet{margin:auto;inline-size:min(26em,100vi - 2em);max-block-size:calc(100vb - 2em);padding:0;border:0;border-radius:1em;background:Canvas;color:CanvasText;box-shadow:0 1em 3em #0005;--quiet:color-mix(in srgb,CanvasText 72%,transparent)}
.sheet::backdrop{background:#0007}
.sheet-body{display:grid;gap:.75em;padding:1.5em}
.sheet h3{font-size:1.25em;font-weight:650}
.causes{display:grid;gap:.5em}
.causes li{padding:.625em .875em;border-radius:.5em;background:color-mix(in srgb,CanvasText 6%,transparent);overflow-wrap:anywhere}
.privacy{font-size:.875em;line-height:1.45;color:var(--quiet)}
.actions{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:.5em;margin-block-start:.5em}
@media (max-width:40em){.sheet{margin-block-end:0;inline-size:100%;max-inline-size:100%;border-end-start-radius:0;border-end-end-radius:0}.actions>*{flex:1 1 auto}}
@media (hover:hover){.add:not(.stays,:focus-visible){opacity:0}.card:hover .add,.card:focus-within .add{opacity:1}
.card:hover img{scale:1.03}.card:hover .title{text-decoration:underline;text-underline-offset:.15em}.why:hover{color:inherit;text-decoration:underline}
.arrow:not([aria-disabled=true]):hover{background:var(--ground)}}
@media (hover:none){.add{inset-block-start:calc(var(--picture) - 2.75em);min-inline-size:2.25em;min-block-size:2.25em;padding-inline:.5em}.add::after{content:"";position:absolute;inset:-.25em}.add:not(.stays)>span:not(.spoken){display:none}a.add>span:not(.spoken){display:inline!important}.why::after{content:"";position:absolute;inset:-.75em 0}}
@media (prefers-reduced-motion:reduce){*,::before,::after{animation:none!important;transition:none!important}.card:hover img{scale:1}}
@media (forced-colors:active){.add,.filled,.plain,.arrow{border:1px solid ButtonText;forced-color-adjust:auto}.picture{border:1px solid CanvasText}}
`;
