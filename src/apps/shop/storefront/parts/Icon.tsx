/** Line icons on a 24 px grid, drawn for this shop. Decoration only: the words beside them carry the meaning. */
const PATHS = {
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.4 15.4L20 20',
  bag: 'M6 8h12l1 12H5L6 8zM9 10V7a3 3 0 0 1 6 0v3',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 6v12M6 12h12',
  minus: 'M6 12h12',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  truck:
    'M3 7h10v9H3zM13 10h4l3 3v3h-7M7 19a1.8 1.8 0 1 0 0-3.6A1.8 1.8 0 0 0 7 19zM16.5 19a1.8 1.8 0 1 0 0-3.6a1.8 1.8 0 0 0 0 3.6z',
  back: 'M4 9h11a5 5 0 0 1 0 10h-5M8 5L4 9l4 4',
  wrench: 'M14.5 6.5a4 4 0 0 0-5 5L4 17l3 3l5.5-5.5a4 4 0 0 0 5-5L15 12l-3-3z',
  right: 'M9 5l7 7l-7 7',
  info: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16zM12 11v5M12 8v.01',
  bin: 'M5 7h14M9 7V5h6v2M7 7l1 12h8l1-12',
  menu: 'M4 7h16M4 12h16M4 17h16',
  sliders: 'M4 8h9M17 8h3M15 6v4M4 16h3M11 16h9M9 14v4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
