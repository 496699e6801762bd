// Whose the selection is: the text's cursor's, or that of the user who goes about in the drawing.
import { beforeEach, describe, expect, test } from 'vitest';
import { ShownDrawing } from '../../webview/diagram/shownDrawing.ts';

const names = ['conv1', 'relu1', 'dense1'];

describe('What the cursor comes to', () => {
  let page: { hasKeyboard: boolean; focus: string | undefined };
  let drawing: ShownDrawing;

  beforeEach(() => {
    page = { hasKeyboard: false, focus: undefined };
    const area = { width: 100, height: 100 };
    const canvas = {
      get hasKeyboard() {
        return page.hasKeyboard;
      },
      get focus() {
        return page.focus;
      },
      setTabStop: (id: string) => {
        page.focus = id;
      },
      focusOn: (id: string) => {
        page.focus = id;
      },
      viewport: { x: 0, y: 0, zoom: 1 },
      area,
      placeOf: () => ({ x: 0, y: 0, width: 10, height: 10 }),
      show: () => undefined,
    };
    drawing = new ShownDrawing(canvas as never, () => undefined);
    const nodes = names.map((id) => ({ node: { id, item: { kind: 'leaf', node: { id } } } }));
    const subject = { graph: { model: 'M' } };
    const view = { standIns: new Map(names.map((id) => [id, id])), items: [], edges: [] };
    const layout = { nodes, frames: [], edges: [] };
    drawing.show({ layout, view, subject, measure: undefined } as never, canvas.viewport);
  });

  /** The user puts the keyboard on a layer. */
  const goTo = (id: string) => {
    page.hasKeyboard = true;
    page.focus = id;
    drawing.select(id);
  };

  test('is selected while the text has the keyboard', () => {
    drawing.mark(['relu1']);
    expect([drawing.selection, page.focus]).toEqual(['relu1', 'relu1']);
  });

  test('takes neither selection nor keyboard from the layer that the user went to meanwhile', () => {
    drawing.mark(['relu1']);
    goTo('conv1');
    drawing.mark(['dense1']);
    expect([drawing.selection, page.focus]).toEqual(['conv1', 'conv1']);
  });

  test('is selected where the keyboard only came back to a layer', () => {
    page.hasKeyboard = true;
    drawing.select('conv1', false);
    drawing.mark(['dense1']);
    expect([drawing.selection, page.focus]).toEqual(['dense1', 'dense1']);
  });

  test('is selected again once the text has the keyboard back', () => {
    goTo('conv1');
    page.hasKeyboard = false;
    drawing.mark(['dense1']);
    page.hasKeyboard = true;
    drawing.mark(['relu1']);
    expect([drawing.selection, page.focus]).toEqual(['relu1', 'relu1']);
  });

  test('is selected after every change that was asked for here, until the user goes elsewhere', () => {
    goTo('conv1');
    drawing.changeAsked();
    drawing.mark(['relu1']);
    drawing.mark(['dense1']);
    expect([drawing.selection, page.focus]).toEqual(['dense1', 'dense1']);
    goTo('conv1');
    drawing.mark(['relu1']);
    expect([drawing.selection, page.focus]).toEqual(['conv1', 'conv1']);
  });
});
