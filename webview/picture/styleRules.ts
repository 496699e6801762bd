// Which of a picture's style rules hold for an element: the part of CSS that the drawing's stylesheet uses.

/** Declarations by property. */
export type Declarations = Readonly<Record<string, string>>;

/** What selectors look at. */
export interface Styled {
  readonly tag: string;
  readonly classes: ReadonlySet<string>;
}

interface Rule {
  /** From the outermost compound to the element itself; `child` where it must stand right in the one before. */
  readonly compounds: readonly { readonly parts: readonly string[]; readonly child: boolean }[];
  readonly specificity: number;
  readonly declarations: Declarations;
}

export interface StyleRules {
  /** What holds for the last of `chain`, whose others are the elements around it, outermost first. */
  declarationsOf(chain: readonly Styled[]): Declarations;
}

/** Reads rules of class and tag names, with descendants and children; later rules win over equally exact ones. */
export function readStyleRules(stylesheet: string): StyleRules {
  const rules = [...stylesheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selectors = '', body = '']) => {
    const declarations = readDeclarations(body);
    return alternatives(selectors).map((selector) => readRule(selector, declarations));
  });
  const ordered = rules
    .map((rule, place) => ({ rule, place }))
    .sort((a, b) => a.rule.specificity - b.rule.specificity || a.place - b.place)
    .map(({ rule }) => rule);
  return {
    declarationsOf: (chain) =>
      Object.assign(
        {},
        ...ordered.filter((rule) => matches(rule, chain)).map(({ declarations }) => declarations),
      ) as Declarations,
  };
}

function readDeclarations(body: string): Declarations {
  const pairs = body.split(';').flatMap((declaration) => {
    const colon = declaration.indexOf(':');
    return colon < 0
      ? []
      : [[declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim()] as const];
  });
  return Object.fromEntries(pairs);
}

/** `:is(.a, .b)` is one rule for each; commas outside of it separate rules too. */
function alternatives(selectors: string): readonly string[] {
  const list = /:is\(([^)]*)\)/.exec(selectors);
  if (!list) return selectors.split(',').map((selector) => selector.trim());
  const options = list[1]!.split(',').map((option) => option.trim());
  return options.flatMap((option) => alternatives(selectors.replace(list[0], option)));
}

function readRule(selector: string, declarations: Declarations): Rule {
  const compounds: { parts: string[]; child: boolean }[] = [];
  let child = false;
  for (const word of selector.split(/\s+/)) {
    if (word === '>') child = true;
    else {
      compounds.push({ parts: word.match(/\.?[\w-]+/g) ?? [], child });
      child = false;
    }
  }
  const parts = compounds.flatMap((compound) => compound.parts);
  const specificity = parts.reduce((sum, part) => sum + (part.startsWith('.') ? 100 : 1), 0);
  return { compounds, specificity, declarations };
}

function matches({ compounds }: Rule, chain: readonly Styled[]): boolean {
  const from = (compound: number, element: number): boolean => {
    if (compound < 0) return true;
    if (element < 0) return false;
    if (!fits(compounds[compound]!.parts, chain[element]!)) return false;
    if (compound === 0) return true;
    if (compounds[compound]!.child) return from(compound - 1, element - 1);
    for (let outer = element - 1; outer >= 0; outer--) if (from(compound - 1, outer)) return true;
    return false;
  };
  return from(compounds.length - 1, chain.length - 1);
}

function fits(parts: readonly string[], { tag, classes }: Styled): boolean {
  return parts.every((part) => (part.startsWith('.') ? classes.has(part.slice(1)) : part === tag));
}
