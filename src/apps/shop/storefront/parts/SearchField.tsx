import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { ShopProduct } from '../../catalogue/shop-product.ts';
import { navigate, place, searchWordsHref } from '../navigation.ts';
import { findProducts, recentSearches } from '../search-calls.ts';
import type { Shelf } from '../shelf.ts';
import { useStore } from '../store.ts';
import { Icon } from './Icon.tsx';
import { Price } from './Price.tsx';

type Option =
  | { readonly kind: 'recent' | 'words'; readonly text: string }
  | { readonly kind: 'product'; readonly product: ShopProduct };

/** While nobody types for so long, what is typed is looked for. */
const PAUSE_MS = 80;
const MOST_PRODUCTS = 4;
const HEADINGS = { recent: 'You looked for', words: 'Suggestions', product: 'Products' } as const;

/**
 * The search field with what it suggests, answered on this device.
 * @see WAI-ARIA Authoring Practices, "Editable Combobox With List Autocomplete"
 */
export function SearchField({ shelf, example }: { readonly shelf: Shelf | undefined; readonly example: string }) {
  const { path, query } = useStore(place);
  const searched = path === '/search' ? (query.get('q') ?? '') : '';
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const { options, look, close } = useOptions(shelf);
  const [active, setActive] = useState(-1);
  const open = options.length > 0;
  useEffect(() => {
    if (field.current) field.current.value = searched;
  }, [searched]);
  // What stood in the list is no longer there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list starts without a choice
  useEffect(() => setActive(-1), [options]);
  const leave = () => {
    close();
    setActive(-1);
  };
  const goTo = (href: string) => {
    leave();
    field.current?.blur();
    navigate(href);
  };
  const searchFor = (words: string) => {
    // The same words again change no address, which would put them here.
    if (field.current) field.current.value = words;
    goTo(searchWordsHref(words));
  };
  const choose = (option: Option) => (option.kind === 'product' ? goTo(option.product.url) : searchFor(option.text));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = options[active];
    const wanted = field.current?.value.trim() ?? '';
    if (chosen) choose(chosen);
    else if (wanted === '') field.current?.focus();
    else searchFor(wanted);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The arrows choose among the characters of an input method.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && open) {
      event.preventDefault();
      leave();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    if (!open) return look(field.current?.value ?? '');
    // One place more than there are options: the field itself.
    const places = options.length + 1;
    setActive(((active + 1 + step + places) % places) - 1);
  };
  const optionId = (at: number) => `${listId}-${at}`;
  return (
    <search className="search">
      <form action="/search" onSubmit={submit}>
        <label htmlFor="search-words" className="hidden">
          Search the shop
        </label>
        <input
          id="search-words"
          ref={field}
          name="q"
          type="text"
          enterKeyHint="search"
          role="combobox"
          aria-expanded={open}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? optionId(active) : undefined}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={`Search ${example}`}
          defaultValue={searched}
          onInput={(event) => {
            setActive(-1);
            look(event.currentTarget.value);
          }}
          onFocus={(event) => look(event.currentTarget.value)}
          onBlur={leave}
          onKeyDown={onKeyDown}
        />
        <button type="submit" aria-label="Search">
          <Icon name="search" />
        </button>
      </form>
      {/* The field keeps the focus: a press on an option must not take it first. */}
      <div
        id={listId}
        role="listbox"
        aria-label="Suggestions"
        className="search-list"
        hidden={!open}
        onMouseDown={(event) => event.preventDefault()}
      >
        {groupsOf(options).map(({ kind, from, members }) => (
          // biome-ignore lint/a11y/useSemanticElements: a listbox takes options and groups of them, no fieldset
          <div key={kind} role="group" aria-label={HEADINGS[kind]}>
            <p className="search-heading" aria-hidden="true">
              {HEADINGS[kind]}
            </p>
            {members.map((option, at) => (
              <Choice
                key={option.kind === 'product' ? option.product.id : option.text}
                id={optionId(from + at)}
                option={option}
                selected={active === from + at}
                onChoose={() => choose(option)}
              />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className="hidden">
        {open ? `${options.length} ${options.length === 1 ? 'suggestion' : 'suggestions'}` : ''}
      </p>
    </search>
  );
}

interface ChoiceProps {
  readonly id: string;
  readonly option: Option;
  readonly selected: boolean;
  readonly onChoose: () => void;
}

function Choice({ id, option, selected, onChoose }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are handled there
    <div id={id} role="option" aria-selected={selected} className="search-option" onClick={onChoose}>
      {option.kind === 'product' ? (
        <>
          <img src={option.product.imageUrl} alt="" width="48" height="48" decoding="async" />
          <span className="search-title">{option.product.title}</span>
          <Price product={option.product} />
        </>
      ) : (
        <>
          <Icon name={option.kind === 'recent' ? 'back' : 'search'} size={18} />
          <span className="search-title">{option.text}</span>
        </>
      )}
    </div>
  );
}

/** The options for what is in the field; an answer to an older text is dropped. */
function useOptions(shelf: Shelf | undefined) {
  const [options, setOptions] = useState<readonly Option[]>([]);
  const asked = useRef(0);
  const timer = useRef(0);
  const close = () => {
    asked.current++;
    window.clearTimeout(timer.current);
    setOptions([]);
  };
  const look = (text: string) => {
    const question = ++asked.current;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(async () => {
      const found = text.trim() === '' ? await recentOptions() : await optionsFor(text, shelf);
      if (asked.current === question) setOptions(found);
    }, PAUSE_MS);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return { options, look, close };
}

async function recentOptions(): Promise<Option[]> {
  return (await recentSearches()).map((text) => ({ kind: 'recent', text }));
}

async function optionsFor(text: string, shelf: Shelf | undefined): Promise<Option[]> {
  const found = await findProducts(text, true);
  const products = found ? found.products.flatMap((id) => shelf?.product(id) ?? []) : (shelf?.search(text) ?? []);
  return [
    ...(found?.suggestions ?? []).map((words): Option => ({ kind: 'words', text: words })),
    ...products.slice(0, MOST_PRODUCTS).map((product): Option => ({ kind: 'product', product })),
  ];
}

function groupsOf(options: readonly Option[]) {
  const kinds = ['recent', 'words', 'product'] as const;
  return kinds.flatMap((kind) => {
    const members = options.filter((option) => option.kind === kind);
    return members.length > 0 ? [{ kind, members, from: options.findIndex((option) => option.kind === kind) }] : [];
  });
}
