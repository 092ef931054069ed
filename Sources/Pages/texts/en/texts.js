// English texts: all of them, and those for the frame of the pages, fields and problems.
//
// A key is an area and a name in lower case with dashes. A name that comes from the service or the browser
// follows after another dot. Both languages have the same keys.

import access from "./access.js";
import account from "./account.js";
import admin from "./admin.js";
import adminNames from "./admin-names.js";
import adminReasons from "./admin-reasons.js";
import docs from "./docs.js";
import home from "./home.js";
import orders from "./orders.js";
import rates from "./rates.js";
import reasons from "./reasons.js";
import shop from "./shop.js";
import slots from "./slots.js";
import transfers from "./transfers.js";
import wallet from "./wallet.js";

export default {
  ...access,
  ...account,
  ...admin,
  ...adminNames,
  ...adminReasons,
  ...docs,
  ...home,
  ...orders,
  ...rates,
  ...reasons,
  ...shop,
  ...slots,
  ...transfers,
  ...wallet,

  "problem.0": "The service can't be reached. Check the connection and try again.",
  "problem.400": "The request could not be read. Reload the page and try again.",
  "problem.401": "You are not signed in, or the session is over. Sign in again.",
  "problem.403": "You are not allowed to do this.",
  "problem.404": "This does not exist, or no longer exists.",
  "problem.413": "This is too long. Shorten it and try again.",
  "problem.422": "Something in the form is wrong. Check it and try again.",
  "problem.429": { one: "Too many requests. Wait a second and try again.", other: "Too many requests. Wait a little and try again." },
  "problem.500": "The service has failed. Try again in a moment.",
  "problem.503": "The service is busy. Nothing was done; try again in a moment.",
  "problem.outcome-unknown": "It is not known yet whether this was done. Send it again: it is done once at most.",
  "problem.session-lost": "The service has lost its latest data, and your session with it. Sign in again.",
  "problem.history-changed": "The service has lost its latest data. This page is being loaded again.",
  "problem.position-not-reached": "The data are still being updated. Try again in a moment.",
  "problem.idempotency-key-in-flight": "The same request is still running. Wait a moment.",
  "problem.receipt-distrusted": "This was sent before, but the stored answer can't be trusted. Ask an administrator whether it was done.",
  "problem.idempotency-key-reused": "This was sent before with other values. Open the form again.",
  "problem.wrong-credentials": "The name or the password is not right. Check both and try again.",
  "problem.too-many-tries": "Too many attempts with a wrong password. Wait before the next one.",
  "problem.uncertain": "The connection was lost before the answer came. Send it again: it is done once at most. Or check whether it was done before you change anything.",
  "problem.unknown": "Something went wrong. Try again.",

  "shell.back": "Go back",
  "shell.home": "Live",
  "shell.app": "My Tally",
  "shell.admin": "Administration",
  "shell.docs": "API",
  "shell.areas": "Areas",
  "shell.views": "Sections",
  "shell.skip": "Skip to the content",
  "shell.sign-in": "Sign in",
  "shell.sign-out": "Sign out",
  "shell.account": "Account and password",
  "shell.account-of": "Account of {name}",
  "shell.nobody": "No name",
  "shell.theme.auto": "Theme: like the system",
  "shell.theme.light": "Theme: light",
  "shell.theme.dark": "Theme: dark",
  "shell.dismiss": "Dismiss the message",
  "shell.more": "Show more",
  "shell.again": "Try again",
  "shell.copy": "Copy",
  "shell.copied": "Copied.",
  "shell.reference": "Reference: {reference}",
  "shell.metadata": "Further data",
  "shell.connection.offline": "No connection. What you see may be out of date; Tally tries again by itself.",
  "shell.connection.retrying": "The service does not answer. Your request is being sent again; it is done once at most.",
  "shell.session-ended": "Your session is over. Sign in again to continue where you were.",
  "shell.signed-out": "You are signed out.",
  "shell.signed-out-elsewhere": "You signed out in another tab.",
  "shell.changed-elsewhere": "Signed in as {name} in another tab.",
  "shell.administrators-only": "This area is for administrators. Sign in with an administrator's account to see it.",
  "shell.unknown": "No such section",
  "shell.unknown-text": "This page has no section “{name}”. The address may have been cut off or mistyped.",

  "missing.title": "No such page",
  "missing.text": "There is nothing at the address",
  "missing.home": "To the first page",
  "missing.hint": "It may have been mistyped, or the page was moved.",

  "feed.live": "Live",
  "feed.connecting": "Connecting",
  "feed.offline": "Offline",

  "time.now": "just now",
  "time.days": { one: "{count} day", other: "{count} days" },

  "field.required": "Fill this in.",
  "field.amount": "Type an amount above zero, like 12.50.",
  "field.amount-zero": "Type an amount above zero.",
  "field.amount-large": "No account can hold that much. Type a smaller amount.",
  "field.amount-whole": "{currency} has no digits after the point.",
  "field.amount-digits": { one: "{currency} has at most {count} digit after the point.", other: "{currency} has at most {count} digits after the point." },
  "field.amount-thousands": "If you mean thousands, type {whole}.",
  "field.email": "Type an e-mail address, like name@example.org.",
  "field.number": "Type a number.",
  "field.min": "At least {min}.",
  "field.max": "At most {max}.",
  "field.short": { one: "At least {count} character.", other: "At least {count} characters." },
  "field.long": { one: "At most {count} character.", other: "At most {count} characters." },
  "field.pattern": "This does not have the expected form.",
  "field.server.has no recorded rate": "There is no rate of this currency.",
  "field.server.buys more than a balance can hold": "This buys more than a wallet can hold.",
  "field.server.must be more than zero": "Must be more than zero.",
  "field.server.must not hold control characters": "Leave out characters that can't be seen.",
  "field.server.must not be blank": "This is blank. Type something.",
  "field.server.must not repeat the same few characters: take a few words": "The same few characters again and again are easy to guess. Take a few words.",
  "field.server.must not be a row of the keyboard or the alphabet: take a few words": "A row of the keyboard or the alphabet is easy to guess. Take a few words.",
  "field.server.must not be a date: take a few words": "A date is easy to guess. Take a few words.",
  "field.server.must not be your own name or e-mail address": "This is your own name or e-mail address. Choose something else.",
  "field.server.is one of the most common passwords: take a few words": "This is one of the most common passwords. Take a few words.",
};
