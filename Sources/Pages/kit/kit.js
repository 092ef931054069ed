// What views are built from.

export { alertUser, announce, button, focus, h, replace, showOnly, uniqueId } from "./nodes.js";
export {
  agreed, annotation, choice, countdown, dialog, empty, facts, failure, orToast, skeleton, tabs,
  toast,
} from "./widgets.js";
export { addRule, field, wrongAmount } from "./fields.js";
export {
  busyWith, commandButton, commandDialog, commandForm, commandSender, fieldError, note,
} from "./commands.js";
export { keyedList, moreButton, redrawn, table } from "./lists.js";
export { everyRow, pagedRows } from "./pages.js";
export { onceBack } from "./recovery.js";
export { refreshing } from "./refresh.js";
