// Texts of the home page.

export default {
  "home.title": "Tally",
  "home.lead": "Tally keeps money, bookable slots and orders in one log that is only ever appended to. Every answer comes from read models that follow it.",
  "home.start": "Open the wallet",
  "home.start-hint": "Register there, or run your own:",
};
