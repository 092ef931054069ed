// Russian texts for rates.

export default {
  "rates.title": "Курсы",
  "rates.lead": "Цена одного доллара США, по которой идёт обмен. Курс со скачком ждёт второго такого же или вашего решения.",
  "rates.currency": "Валюта",
  "rates.in-use": "Действует",
  "rates.quoted": "Обновлён",
  "rates.stale": "слишком старый для обмена",
  "rates.suspect": "Не действует",
  "rates.suspect-lower": "Курс {quote} получен {moment}. Он ещё не действует: он на {percent} % ниже действующего, и его должен подтвердить следующий курс или администратор.",
  "rates.suspect-higher": "Курс {quote} получен {moment}. Он ещё не действует: он на {percent} % выше действующего, и его должен подтвердить следующий курс или администратор.",
  "rates.act": "Действие",
  "rates.accept": "Принять…",
  "rates.accept-of": "Принять курс {quote}",
  "rates.accept-ask": "Использовать этот курс?",
  "rates.new": "Новый курс",
  "rates.in-use-now": "Сейчас действует",
  "rates.accept-text": "С этой минуты по нему пойдёт любой обмен. Если тем временем пришёл другой курс, ничего не изменится.",
  "rates.accept-yes": "Использовать {quote}",
  "rates.accepted": "Действует курс {quote}.",
};
