// A figure's texts as they can be set: one line each, of bounded length, without what could disorder the line.

import type { FigureModel, FigureModule, FigureVolume, ModuleItem } from '../protocol/figure.ts';

/** A caption longer than this is a text, and would make the figure wider than any page. */
const LONGEST = 48;
/** A row of boxes in a module may say more. */
const LONGEST_DETAIL = 90;

export function shownModel({ model, volumes, modules }: FigureModel): FigureModel {
  return { model: shownText(model), volumes: volumes.map(shownVolume), modules: modules.map(shownModule) };
}

function shownVolume(volume: FigureVolume): FigureVolume {
  const { name, step, heads } = volume;
  return {
    ...volume,
    name: name === undefined ? undefined : shownText(name),
    step: step && { ...step, title: shownText(step.title), detail: shownText(step.detail, LONGEST_DETAIL) },
    heads: heads.map((head) => shownText(head)),
  };
}

function shownModule(module: FigureModule): FigureModule {
  const { title, detail, items } = module;
  return {
    ...module,
    title: shownText(title),
    detail: shownText(detail, LONGEST_DETAIL),
    items: items.map(shownItem),
  };
}

function shownItem(item: ModuleItem): ModuleItem {
  if (item.kind === 'fork') {
    return {
      ...item,
      merge: shownText(item.merge),
      branches: item.branches.map((branch) => branch.map(shownItem)),
    };
  }
  return { ...item, title: shownText(item.title), detail: shownText(item.detail, LONGEST_DETAIL) };
}

/** Control characters and marks of direction become spaces; what is cut ends in an ellipsis, between whole characters. */
function shownText(text: string, longest = LONGEST): string {
  const start = text
    .slice(0, 4 * longest)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  const characters = [...start];
  return characters.length <= longest ? start : `${characters.slice(0, longest - 1).join('')}…`;
}
