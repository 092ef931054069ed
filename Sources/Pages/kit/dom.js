// What views are built from.

export { alertUser, announce, h, replace, svg, uniqueId } from "./nodes.js";
export { dialog, empty, pager, skeleton, table, toast } from "./widgets.js";
export { commandButton, commandForm, field } from "./forms.js";
