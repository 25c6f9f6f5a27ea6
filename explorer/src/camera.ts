// Map units to pixels and back.
import type { Camera } from "./address";

export type { Camera };

export interface Size {
  width: number;
  height: number;
}

/** Pixels a map unit at most: an article is a card with its headline then. */
export const CLOSEST = 230;

export function toScreen(camera: Camera, size: Size, x: number, y: number): [number, number] {
  return [(x - camera.x) * camera.k + size.width / 2, (y - camera.y) * camera.k + size.height / 2];
}

export function toMap(camera: Camera, size: Size, px: number, py: number): [number, number] {
  return [(px - size.width / 2) / camera.k + camera.x, (py - size.height / 2) / camera.k + camera.y];
}

/** Zooms by `factor` and keeps the point under (px, py) where it is. */
export function zoomed(camera: Camera, size: Size, px: number, py: number, factor: number, least: number): Camera {
  const k = Math.min(CLOSEST, Math.max(least, camera.k * factor));
  const [x, y] = toMap(camera, size, px, py);
  return { k, x: x - (px - size.width / 2) / k, y: y - (py - size.height / 2) / k };
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The camera that shows `box` with `margin` pixels around it. */
export function fitted(box: Box, size: Size, margin: number, most = CLOSEST): Camera {
  const width = Math.max(1e-6, box.right - box.left);
  const height = Math.max(1e-6, box.bottom - box.top);
  const k = Math.min(most, Math.max(20, size.width - 2 * margin) / width, Math.max(20, size.height - 2 * margin) / height);
  return { k, x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}

/** Between two cameras, zooming evenly; `t` from 0 to 1. */
export function between(a: Camera, b: Camera, t: number): Camera {
  const ease = t < 0.5 ? 4 * t ** 3 : 1 - (-2 * t + 2) ** 3 / 2;
  const k = a.k * (b.k / a.k) ** ease;
  // Positions follow the change of 1/k, so that the target stays in sight
  const share = Math.abs(b.k - a.k) < 1e-6 * a.k ? ease : (1 / a.k - 1 / k) / (1 / a.k - 1 / b.k);
  return { k, x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
