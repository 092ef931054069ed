// Russian texts: all of them, and those for the frame of the pages, fields and problems.
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

  "problem.0": "Служба недоступна. Проверьте связь и повторите.",
  "problem.400": "Запрос не удалось прочитать. Обновите страницу и повторите.",
  "problem.401": "Вы не вошли, или сеанс закончился. Войдите снова.",
  "problem.403": "Вам это не разрешено.",
  "problem.404": "Такого нет или уже нет.",
  "problem.413": "Слишком длинно. Сократите и повторите.",
  "problem.422": "Что-то заполнено неверно. Проверьте и повторите.",
  "problem.429": { one: "Слишком много запросов. Подождите секунду и повторите.", few: "Слишком много запросов. Немного подождите и повторите.", many: "Слишком много запросов. Немного подождите и повторите.", other: "Слишком много запросов. Немного подождите и повторите." },
  "problem.500": "В службе произошёл сбой. Повторите чуть позже.",
  "problem.503": "Служба занята. Ничего не выполнено; повторите чуть позже.",
  "problem.outcome-unknown": "Пока неизвестно, выполнено ли это. Отправьте ещё раз: это выполнится не больше одного раза.",
  "problem.session-lost": "Служба потеряла последние данные, а с ними и ваш вход. Войдите ещё раз.",
  "problem.history-changed": "Служба потеряла последние данные. Страница загружается заново.",
  "problem.position-not-reached": "Данные ещё обновляются. Повторите чуть позже.",
  "problem.idempotency-key-in-flight": "Такой же запрос ещё выполняется. Подождите немного.",
  "problem.receipt-distrusted": "Это уже отправляли, но сохранённому ответу нельзя верить. Спросите администратора, выполнено ли оно.",
  "problem.idempotency-key-reused": "Это уже отправляли с другими значениями. Откройте форму заново.",
  "problem.wrong-credentials": "Неверное имя или пароль. Проверьте и повторите.",
  "problem.too-many-tries": "Слишком много попыток с неверным паролем. Подождите перед следующей.",
  "problem.uncertain": "Связь прервалась до ответа. Отправьте ещё раз: это выполнится не больше одного раза. Или проверьте, не выполнено ли это, прежде чем что-то менять.",
  "problem.unknown": "Что-то пошло не так. Повторите.",

  "shell.back": "Вернуться",
  "shell.home": "Сейчас",
  "shell.app": "Мой Tally",
  "shell.admin": "Управление",
  "shell.docs": "API",
  "shell.areas": "Разделы сайта",
  "shell.views": "Подразделы",
  "shell.skip": "К содержанию",
  "shell.sign-in": "Войти",
  "shell.sign-out": "Выйти",
  "shell.account": "Профиль и пароль",
  "shell.account-of": "Профиль {name}",
  "shell.nobody": "Без имени",
  "shell.theme.auto": "Тема: как в системе",
  "shell.theme.light": "Тема: светлая",
  "shell.theme.dark": "Тема: тёмная",
  "shell.dismiss": "Закрыть сообщение",
  "shell.more": "Показать ещё",
  "shell.again": "Повторить",
  "shell.copy": "Копировать",
  "shell.copied": "Скопировано.",
  "shell.reference": "Обозначение: {reference}",
  "shell.metadata": "Другие данные",
  "shell.connection.offline": "Нет связи. Данные на экране могли устареть; Tally попробует снова сама.",
  "shell.connection.retrying": "Служба не отвечает. Запрос отправляется снова; он будет выполнен не больше одного раза.",
  "shell.session-ended": "Сеанс закончился. Войдите снова, чтобы продолжить с того же места.",
  "shell.signed-out": "Вы вышли.",
  "shell.signed-out-elsewhere": "Вы вышли в другой вкладке.",
  "shell.changed-elsewhere": "В другой вкладке вошли как {name}.",
  "shell.administrators-only": "Этот раздел для администраторов. Войдите с учётной записью администратора.",
  "shell.unknown": "Такого раздела нет",
  "shell.unknown-text": "На этой странице нет раздела «{name}». Возможно, адрес обрезан или в нём опечатка.",

  "missing.title": "Такой страницы нет",
  "missing.text": "Ничего нет по адресу",
  "missing.home": "На главную",
  "missing.hint": "Возможно, в адресе опечатка или страницу перенесли.",

  "feed.live": "В эфире",
  "feed.connecting": "Подключение",
  "feed.offline": "Нет связи",

  "time.now": "только что",
  "time.days": { one: "{count} день", few: "{count} дня", many: "{count} дней", other: "{count} дня" },

  "field.required": "Заполните это поле.",
  "field.amount": "Введите сумму больше нуля, например 12,50.",
  "field.amount-zero": "Введите сумму больше нуля.",
  "field.amount-large": "Столько не помещается ни на один счёт. Введите сумму поменьше.",
  "field.amount-whole": "У {currency} нет знаков после запятой.",
  "field.amount-digits": { one: "У {currency} не больше {count} знака после запятой.", few: "У {currency} не больше {count} знаков после запятой.", many: "У {currency} не больше {count} знаков после запятой.", other: "У {currency} не больше {count} знаков после запятой." },
  "field.amount-thousands": "Если это тысячи, введите {whole}.",
  "field.email": "Введите адрес почты, например name@example.org.",
  "field.number": "Введите число.",
  "field.min": "Не меньше {min}.",
  "field.max": "Не больше {max}.",
  "field.short": { one: "Не меньше {count} символа.", few: "Не меньше {count} символов.", many: "Не меньше {count} символов.", other: "Не меньше {count} символа." },
  "field.long": { one: "Не больше {count} символа.", few: "Не больше {count} символов.", many: "Не больше {count} символов.", other: "Не больше {count} символа." },
  "field.pattern": "Значение не подходит по форме.",
  "field.server.has no recorded rate": "Курса этой валюты нет.",
  "field.server.buys more than a balance can hold": "Столько не поместится в кошельке.",
  "field.server.must be more than zero": "Должно быть больше нуля.",
  "field.server.must not hold control characters": "Уберите невидимые знаки.",
  "field.server.must not be blank": "Здесь одни пробелы. Введите что-нибудь.",
  "field.server.must not repeat the same few characters: take a few words": "Одни и те же знаки подряд легко угадать. Возьмите несколько слов.",
  "field.server.must not be a row of the keyboard or the alphabet: take a few words": "Ряд клавиш или букв алфавита легко угадать. Возьмите несколько слов.",
  "field.server.must not be a date: take a few words": "Дату легко угадать. Возьмите несколько слов.",
  "field.server.must not be your own name or e-mail address": "Это ваше имя или адрес почты. Выберите другой пароль.",
  "field.server.is one of the most common passwords: take a few words": "Это один из самых частых паролей. Возьмите несколько слов.",
};
