// What is not a search: indexing, wrong captions, models. Loaded when it is asked for.

import { byId } from "./dom.js";

const place = byId("desk");

let leave = () => {};

const VIEWS = {
  index: async (actions) => {
    const { leaveJobs, showJobs } = await import("./jobs.js");
    leave = leaveJobs;
    await showJobs(place, actions.indexed);
  },
  audit: async (actions) => {
    const { leaveAudit, showAudit } = await import("./audit.js");
    leave = leaveAudit;
    await showAudit(place, actions);
  },
  models: async () => (await import("./models.js")).showModels(place),
};

/** Shows one of the views, or none. */
export function showDesk(view, actions) {
  leave();
  leave = () => {};
  place.hidden = !view;
  if (view) VIEWS[view](actions);
  else place.replaceChildren();
}
