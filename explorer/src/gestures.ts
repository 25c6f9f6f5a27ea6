// Mouse, touch and wheel on a canvas, told apart into moves, zooms, taps and hovers.

export interface Gestures {
  pan(dx: number, dy: number): void;
  zoom(x: number, y: number, factor: number): void;
  tap(x: number, y: number): void;
  doubleTap(x: number, y: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  /** All fingers are up, or the wheel rests. */
  settle(): void;
}

const TAP_PIXELS = 6;
const TAP_AGAIN = 320;
const WHEEL_REST = 140;

export function listenToGestures(element: HTMLElement, gestures: Gestures): void {
  const fingers = new Map<number, [number, number]>();
  let travelled = 0;
  let lastTap = -1e9;
  let rest = 0;

  const at = (event: PointerEvent | WheelEvent): [number, number] => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    if (fingers.size === 1) travelled = 0;
  });

  element.addEventListener("pointermove", (event) => {
    const now = at(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") gestures.hover(...now);
      return;
    }
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    fingers.set(event.pointerId, now);
    travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
    const other = others[0];
    if (other) {
      const factor = gap(now, other) / Math.max(1, gap(before, other));
      gestures.zoom((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, factor);
      gestures.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
      travelled += TAP_PIXELS;
    } else if (travelled > TAP_PIXELS / 2) {
      gestures.pan(now[0] - before[0], now[1] - before[1]);
      element.classList.add("dragging");
    }
  });

  const up = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId) || fingers.size) return;
    element.classList.remove("dragging");
    if (event.type === "pointerup" && travelled <= TAP_PIXELS) {
      const again = event.timeStamp - lastTap < TAP_AGAIN;
      lastTap = again ? -1e9 : event.timeStamp;
      if (again) gestures.doubleTap(...at(event));
      else gestures.tap(...at(event));
    } else gestures.settle();
  };
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  element.addEventListener("pointerleave", () => fingers.size === 0 && gestures.leave());

  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 24 : 1;
      // With shift, some browsers tell a wheel's turn as sideways, and others do not
      const turn = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
      if (event.shiftKey) gestures.pan(0, -turn * lines);
      else gestures.zoom(...at(event), Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0018)));
      window.clearTimeout(rest);
      rest = window.setTimeout(() => gestures.settle(), WHEEL_REST);
    },
    { passive: false },
  );
}

function gap(a: [number, number], b: [number, number]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
