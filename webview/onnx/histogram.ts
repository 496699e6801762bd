// A weight's histogram as a small picture.

import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { WeightStatistics } from '../protocol/onnx.ts';

const WIDTH = 280;
const HEIGHT = 56;

export function histogram({ histogram: bins, min, max }: WeightStatistics): TemplateResult {
  const most = Math.max(1, ...bins);
  const step = WIDTH / bins.length;
  const zero = min < 0 && max > 0 ? (-min / (max - min)) * WIDTH : undefined;
  const title = `Histogram from ${numberText(min)} to ${numberText(max)}`;
  return html`
    <svg class="histogram" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${title}>
      ${bins.map((count, bin) => {
        // A bin of few numbers among many still shows.
        const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
        return svg`<rect x=${bin * step} y=${HEIGHT - height} width=${step - 1} height=${height}></rect>`;
      })}
      ${zero === undefined ? nothing : svg`<line x1=${zero} x2=${zero} y1="0" y2=${HEIGHT}></line>`}
    </svg>
    <div class="range"><span>${numberText(min)}</span><span>${numberText(max)}</span></div>
  `;
}

/** Four digits: `0.01234`, `-1.5`, `1.2e-7`. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e6 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replaceAll('-', '−').replace('e+', 'e');
}
