// Images that are hard for the network, and training images as augmentation makes them.

import { html, nothing, type TemplateResult } from 'lit-html';
import { pictureCanvas } from '../components/pictureCanvas.ts';
import type { ShownResults, ShownSample } from '../protocol/results.ts';

export function hardSamples(results: ShownResults, inspect: (index: number) => void): TemplateResult {
  const { hardest = [], mostConfidentlyWrong = [] } = results;
  return html`
    ${samples('Highest loss', 'The images that the network finds hardest.', hardest, inspect)}
    ${samples('Most confidently wrong', 'Taken for a wrong class with the highest probability.', mostConfidentlyWrong, inspect)}
  `;
}

function samples(
  title: string,
  meaning: string,
  found: readonly ShownSample[],
  inspect: (index: number) => void,
): TemplateResult | typeof nothing {
  if (found.length === 0) return nothing;
  return html`
    <section aria-label=${title}>
      <h2>${title}</h2>
      <p class="hint">${meaning} Click one to look inside.</p>
      <div class="samples">${found.map((sample) => card(sample, inspect))}</div>
    </section>
  `;
}

function card(
  { index, label, predicted, probability, loss, picture }: ShownSample,
  inspect: (index: number) => void,
): TemplateResult {
  const said = `${label}, said to be ${predicted} with ${(probability * 100).toFixed(0)} %`;
  return html`
    <button class="card" title=${`Validation image ${index}: ${said}; loss ${loss.toPrecision(3)}`} @click=${() => inspect(index)}>
      ${picture ? pictureCanvas(picture, said) : nothing}
      <span><b>${label}</b>${predicted === label ? '' : ` → ${predicted}`}</span>
      <span class="muted">${(probability * 100).toFixed(0)} %, loss ${loss.toPrecision(3)}</span>
    </button>
  `;
}

const rowWords = {
  before: 'As they are',
  after: 'Augmented',
  mixed: 'Augmented and mixed',
} as const;

export function augmentedBatch({ augmented = [] }: ShownResults): TemplateResult | typeof nothing {
  if (augmented.length === 0) return nothing;
  const plain = augmented.length === 1;
  return html`
    <section aria-label="Training images">
      <h2>Training images as they enter the network</h2>
      ${plain ? html`<p class="hint">The recipe has no augmentation.</p>` : nothing}
      ${augmented.map(
        ({ label, pictures }) => html`
          ${plain ? nothing : html`<p class="hint">${rowWords[label]}</p>`}
          <div class="row">${pictures.map((picture, at) => pictureCanvas(picture, `${rowWords[label]}, image ${at + 1}`))}</div>
        `,
      )}
    </section>
  `;
}
