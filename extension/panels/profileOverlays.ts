// The newest profile as what the diagram lays over its layers.

import type { Profile } from '../../engine/protocol/profile.ts';
import type { LayerOverlay } from '../../webview/protocol/overlay.ts';
import type { ProfileController } from '../profiling/profileController.ts';
import type { OverlaySource } from './overlaySource.ts';

type ProfiledLayer = Profile['layers'][number];

/** Where the newest profile is of the model that is drawn. */
export function profileOverlaySource(profiles: ProfileController): OverlaySource {
  return {
    onDidChange: profiles.onDidChange,
    overlaysOf(file, model) {
      const { state } = profiles;
      const fits = state.kind === 'done' && state.file === file && state.profile.model === model;
      return fits ? profileOverlays(state.profile) : [];
    },
  };
}

/** The whole step; of a training step its parts, too. */
export function profileOverlays(profile: Profile): readonly LayerOverlay[] {
  const { mode, device, threads, batch } = profile;
  // What belongs to no layer, such as the loss, is not in the diagram.
  const layers = profile.layers.filter(({ kind, path }) => kind !== path);
  const images = `${batch} ${batch === 1 ? 'image' : 'images'}`;
  const note = `${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${images}, ${mode}`;
  const overlay = (id: string, title: string, time: (layer: ProfiledLayer) => number): LayerOverlay => ({
    id,
    source: 'time',
    title,
    unit: 'ms',
    format: 'milliseconds',
    combine: 'sum',
    scale: 'linear',
    values: Object.fromEntries(layers.map((layer) => [layer.path, time(layer)])),
    note,
  });
  const whole = overlay('time', 'Measured time', ({ forwardMs, backwardMs, updateMs }) =>
    [forwardMs, backwardMs, updateMs].reduce((sum, ms) => sum + ms),
  );
  if (mode === 'inference') return [whole];
  return [
    whole,
    overlay('time forward', 'Measured time, forward', ({ forwardMs }) => forwardMs),
    overlay('time backward', 'Measured time, backward', ({ backwardMs }) => backwardMs),
  ];
}
