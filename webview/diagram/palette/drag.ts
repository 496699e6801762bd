// Drags something from a list over the drawing, with the pointer; Escape gives it up.

export interface DragHandlers {
  /** In pixels of the window; returns what would happen there, in words. */
  over(x: number, y: number): string | undefined;
  drop(x: number, y: number): void;
  giveUp(): void;
}

/** A press that moves less than this is a click. */
const SLOP = 4;

/** Called when the pointer is pressed on what is to be dragged; `label` follows the pointer. */
export function drag(press: PointerEvent, label: string, handlers: DragHandlers): void {
  if (press.button !== 0) return;
  const source = press.currentTarget as HTMLElement;
  // At once: a quick pointer leaves what is dragged before it moves over it.
  source.setPointerCapture(press.pointerId);
  let ghost: HTMLElement | undefined;
  const move = ({ clientX, clientY }: PointerEvent) => {
    if (!ghost && Math.hypot(clientX - press.clientX, clientY - press.clientY) < SLOP) return;
    ghost ??= showGhost(label);
    const words = handlers.over(clientX, clientY);
    ghost.replaceChildren(label, ...(words === undefined ? [] : [whereabouts(words)]));
    const left = Math.min(clientX + 12, window.innerWidth - ghost.offsetWidth - 4);
    ghost.style.transform = `translate(${left}px, ${clientY + 8}px)`;
  };
  const end = () => {
    source.removeEventListener('pointermove', move);
    window.removeEventListener('keydown', giveUp, true);
    ghost?.remove();
  };
  const giveUp = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    end();
    handlers.giveUp();
  };
  const lift = ({ clientX, clientY, type }: PointerEvent) => {
    const dragged = ghost?.isConnected;
    end();
    if (!dragged) return;
    // The click that follows belongs to the drag.
    source.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => source.removeEventListener('click', swallow, { capture: true }));
    if (type === 'pointerup') handlers.drop(clientX, clientY);
    else handlers.giveUp();
  };
  source.addEventListener('pointermove', move);
  source.addEventListener('pointerup', lift, { once: true });
  source.addEventListener('pointercancel', lift, { once: true });
  window.addEventListener('keydown', giveUp, true);
}

function whereabouts(words: string): HTMLElement {
  const place = document.createElement('span');
  place.className = 'drag-place';
  place.textContent = words;
  return place;
}

function showGhost(label: string): HTMLElement {
  const ghost = document.createElement('div');
  ghost.className = 'drag-ghost';
  ghost.textContent = label;
  document.body.append(ghost);
  return ghost;
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}
