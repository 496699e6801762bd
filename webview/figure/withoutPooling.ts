// Volumes as AlexNet's figure has them: what is pooled is not drawn, the step to the next volume says it.

import type { FigureStep, FigureVolume } from '../protocol/figure.ts';

/** A pooled volume stays where nothing follows it, or where pooling ends the maps. */
export function withoutPooling(volumes: readonly FigureVolume[]): readonly FigureVolume[] {
  const kept: FigureVolume[] = [];
  let pooled: FigureVolume | undefined;
  volumes.forEach((volume, place) => {
    const isPooled = volume.step?.category === 'pooling' && volume.shape.length === 3;
    const next = volumes[place + 1];
    if (isPooled && pooled === undefined && place > 0 && next?.step !== undefined) pooled = volume;
    else {
      kept.push(
        pooled === undefined ? volume : { ...volume, step: joined(pooled, volume.step!, kept.at(-1)!) },
      );
      pooled = undefined;
    }
  });
  return kept;
}

/** `3x3 max pooling`, then the step itself, whose window covers so much more of the volume before. */
function joined(pooled: FigureVolume, step: FigureStep, before: FigureVolume): FigureStep {
  const grown = (side: number, axis: number) =>
    Math.round((side * (before.shape[axis] ?? 1)) / (pooled.shape[axis] ?? 1));
  const window = step.window && ([grown(step.window[0], 1), grown(step.window[1], 2)] as const);
  return { ...step, title: `${pooled.step!.title},\n${step.title}`, window };
}
