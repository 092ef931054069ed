// English texts for rates.

export default {
  "rates.title": "Rates",
  "rates.lead": "Prices of one US dollar that exchanges use. A quote that jumps waits for a second one, or for you.",
  "rates.currency": "Currency",
  "rates.in-use": "In use",
  "rates.quoted": "Quoted",
  "rates.stale": "too old to exchange at",
  "rates.suspect": "Not used",
  "rates.suspect-lower": "{quote} was quoted on {moment}. It is not used yet, because it is {percent} % below the rate in use: a later quote has to confirm it, or an administrator.",
  "rates.suspect-higher": "{quote} was quoted on {moment}. It is not used yet, because it is {percent} % above the rate in use: a later quote has to confirm it, or an administrator.",
  "rates.act": "Action",
  "rates.accept": "Accept…",
  "rates.accept-of": "Accept {quote}",
  "rates.accept-ask": "Use this rate?",
  "rates.new": "New rate",
  "rates.in-use-now": "In use now",
  "rates.accept-text": "Every exchange uses it from then on. If another quote has come in the meantime, nothing is changed.",
  "rates.accept-yes": "Use {quote}",
  "rates.accepted": "{quote} is in use.",
};
