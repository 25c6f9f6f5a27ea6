// Elements without markup: every string is set as text.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

/** An element. `on...` attributes are listeners, `false` and `null` leave an attribute out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "text") element.textContent = String(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag: string, attributes: Record<string, string | number> = {}, ...children: Node[]): SVGElement {
  const element = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** A link out of the page; plain text where the address is not safe. */
export function link(address: string, text: string, attributes: Attributes = {}): HTMLElement {
  if (!address) return h("span", { dir: "auto", ...attributes }, text);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer", dir: "auto", ...attributes }, text);
}

const ICONS: Record<string, string> = {
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16.2 16.2 21 21",
  map: "M8 8m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M17.5 15m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0M9 19.5m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0",
  time: "M3 6h8M7 12h11M11 18h10",
  list: "M4 6h16M4 12h16M4 18h10",
  page: "M6 3h9l4 4v14H6zM9 11h7M9 15h7",
  filter: "M4 6h16M7 12h10M10 18h4",
  share: "M12 15V4M8 7.5 12 3.5 16 7.5M5 13v7h14v-7",
  dark: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z",
  help: "M9 9.2a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2.1M12 17.6v.2",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  back: "M14 5l-7 7 7 7",
  out: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
};

export function icon(name: string): SVGElement {
  const shape = svg("path", {
    d: ICONS[name] ?? "",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.8,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
  return svg("svg", { viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true", class: "icon" }, shape);
}

export function button(label: string, onclick: (event: MouseEvent) => void, attributes: Attributes = {}, ...children: Child[]): HTMLButtonElement {
  return h("button", { type: "button", "aria-label": children.length ? label : null, title: children.length ? label : null, onclick, ...attributes }, ...(children.length ? children : [label]));
}

/** A button that gives way to what it adds behind `list`; the focus goes on to the first of that. */
export function moreButton(label: string, list: Element, add: () => void): HTMLButtonElement {
  const more = button(label, () => {
    const shown = list.childElementCount;
    add();
    const added = [...list.children].slice(shown).map((child) => child.querySelector<HTMLElement>("a, button, summary"));
    if (document.activeElement === more) added.find(Boolean)?.focus({ preventScroll: true });
    more.remove();
  }, { class: "more unfold" });
  return more;
}

export function clear(element: Element, ...children: Child[]): void {
  element.replaceChildren(...(children.filter(Boolean) as (Node | string)[]));
}

/** A number as the English of the page writes it, whatever the browser speaks: 1,612. */
export function numeral(count: number): string {
  return count.toLocaleString("en");
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${numeral(count)} ${count === 1 ? one : many}`;
}

/** Letters of a name that a sentence has room for. */
const NAME = 60;

/** A name, cut where it is a sentence of its own. */
export function short(name: string): string {
  const signs = [...name];
  return signs.length > NAME ? `${signs.slice(0, NAME - 1).join("").trimEnd()}…` : name;
}
