// A chart of a page as the content of a file.

import { chartCsv } from '../chart/chartCsv.ts';
import { chartSvg } from '../chart/chartPicture.ts';
import type { ChartSpec } from '../chart/chartSpec.ts';
import { rasterize } from '../chart/rasterize.ts';
import type { PictureFormat } from '../protocol/dashboard.ts';
import { pageColors } from './pageColors.ts';

const leastWidth = 480;

/** Undefined where the page does not have the chart any more. Pictures are as wide as the charts are shown. */
export async function renderChartFile(
  specs: readonly ChartSpec[],
  { chart, format }: { readonly chart: string; readonly format: PictureFormat },
  { clientWidth }: Element,
): Promise<string | Uint8Array | undefined> {
  const spec = specs.find(({ id }) => id === chart);
  if (!spec) return undefined;
  if (format === 'csv') return chartCsv(spec);
  const svg = chartSvg(spec, Math.max(clientWidth, leastWidth), pageColors());
  return format === 'svg' ? svg : await rasterize(svg);
}
