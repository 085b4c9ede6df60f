// Zoom, pan and swipe in the large view.

import Panzoom from "./vendor/panzoom.es.js";

const MOST = 8;
const STEP = 0.4;
const DOUBLE = 2.5;

/** How far a finger has to go, in pixels, and how straight. */
const SWIPE = 48;
const STRAIGHT = 1.5;

/**
 * Makes what lies in a stage zoomable. `on` = { step(by), zoomed(scale) }.
 * {@return in, out, reset and end}
 */
export function zoomable(stage, content, on) {
  const pan = Panzoom(content, {
    maxScale: MOST,
    minScale: 1,
    contain: "outside",
    panOnlyWhenZoomed: true,
    cursor: "default",
    step: STEP,
    touchAction: "pan-y",
    // Its bounds are measured on what is seen: while that still moves, they come out wrong.
    animate: false,
  });
  const scale = () => pan.getScale();
  content.addEventListener("panzoomchange", (event) => {
    const zoomed = event.detail.scale > 1.01;
    stage.classList.toggle("zoomed", zoomed);
    content.style.touchAction = zoomed ? "none" : "pan-y";
    on.zoomed(event.detail.scale);
  });
  const wheel = (event) => pan.zoomWithWheel(event, { animate: false });
  const twice = (event) => (scale() > 1.01 ? pan.reset({ animate: false }) : pan.zoomToPoint(DOUBLE, event, { animate: false }));
  const swipes = swipe(stage, () => scale() <= 1.01, on.step);
  stage.addEventListener("wheel", wheel, { passive: false });
  stage.addEventListener("dblclick", twice);
  return {
    closer: () => pan.zoomIn({ animate: false }),
    farther: () => pan.zoomOut({ animate: false }),
    whole: () => pan.reset({ animate: false }),
    end() {
      pan.destroy();
      swipes.end();
      stage.removeEventListener("wheel", wheel);
      stage.removeEventListener("dblclick", twice);
      stage.classList.remove("zoomed");
    },
  };
}

/** A finger drawn sideways over the picture goes to the next one or back. */
function swipe(stage, allowed, step) {
  const fingers = new Map();
  let from = null;
  const down = (event) => {
    if (event.pointerType === "mouse") return;
    fingers.set(event.pointerId, true);
    from = fingers.size === 1 && allowed() ? { x: event.clientX, y: event.clientY } : null;
  };
  const up = (event) => {
    fingers.delete(event.pointerId);
    if (!from || event.type === "pointercancel") {
      from = null;
      return;
    }
    const x = event.clientX - from.x;
    const y = event.clientY - from.y;
    from = null;
    if (Math.abs(x) > SWIPE && Math.abs(x) > STRAIGHT * Math.abs(y)) step(x < 0 ? 1 : -1);
  };
  // Before the zoom, which keeps events to itself.
  const names = { pointerdown: down, pointerup: up, pointercancel: up };
  for (const [name, listener] of Object.entries(names)) stage.addEventListener(name, listener, true);
  return {
    end() {
      for (const [name, listener] of Object.entries(names)) stage.removeEventListener(name, listener, true);
    },
  };
}
