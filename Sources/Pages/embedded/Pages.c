/* The files of the pages, put into the program by the compiler: it records each one as a dependency, so
 * that a changed file is built again, and a large file costs nothing. Three lines for each, by name; a test
 * compares them with the folders. */
#include "Pages.h"

/* The language of this file is older than C23; the compiler accepts #embed all the same, and would warn each
 * time. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const EmbeddedFile files[] = {
    {"account/account.js", (const char[]){
#embed "../account/account.js" suffix(, 0)
    }},
    {"account/details.js", (const char[]){
#embed "../account/details.js" suffix(, 0)
    }},
    {"account/fields.js", (const char[]){
#embed "../account/fields.js" suffix(, 0)
    }},
    {"account/reset.js", (const char[]){
#embed "../account/reset.js" suffix(, 0)
    }},
    {"account/sessions.js", (const char[]){
#embed "../account/sessions.js" suffix(, 0)
    }},
    {"account/sign-in.js", (const char[]){
#embed "../account/sign-in.js" suffix(, 0)
    }},
    {"admin/admin.css", (const char[]){
#embed "../admin/admin.css" suffix(, 0)
    }},
    {"admin/admin.html", (const char[]){
#embed "../admin/admin.html" suffix(, 0)
    }},
    {"admin/admin.js", (const char[]){
#embed "../admin/admin.js" suffix(, 0)
    }},
    {"admin/chain.js", (const char[]){
#embed "../admin/chain.js" suffix(, 0)
    }},
    {"admin/command-text.js", (const char[]){
#embed "../admin/command-text.js" suffix(, 0)
    }},
    {"admin/commands.js", (const char[]){
#embed "../admin/commands.js" suffix(, 0)
    }},
    {"admin/invitations.js", (const char[]){
#embed "../admin/invitations.js" suffix(, 0)
    }},
    {"admin/jobs.js", (const char[]){
#embed "../admin/jobs.js" suffix(, 0)
    }},
    {"admin/json.js", (const char[]){
#embed "../admin/json.js" suffix(, 0)
    }},
    {"admin/log-filter.js", (const char[]){
#embed "../admin/log-filter.js" suffix(, 0)
    }},
    {"admin/log-row.js", (const char[]){
#embed "../admin/log-row.js" suffix(, 0)
    }},
    {"admin/log-source.js", (const char[]){
#embed "../admin/log-source.js" suffix(, 0)
    }},
    {"admin/log.js", (const char[]){
#embed "../admin/log.js" suffix(, 0)
    }},
    {"admin/models.js", (const char[]){
#embed "../admin/models.js" suffix(, 0)
    }},
    {"admin/names.js", (const char[]){
#embed "../admin/names.js" suffix(, 0)
    }},
    {"admin/operations.js", (const char[]){
#embed "../admin/operations.js" suffix(, 0)
    }},
    {"admin/progress.js", (const char[]){
#embed "../admin/progress.js" suffix(, 0)
    }},
    {"admin/rates.js", (const char[]){
#embed "../admin/rates.js" suffix(, 0)
    }},
    {"admin/shop-forms.js", (const char[]){
#embed "../admin/shop-forms.js" suffix(, 0)
    }},
    {"admin/shop.js", (const char[]){
#embed "../admin/shop.js" suffix(, 0)
    }},
    {"admin/user-acts.js", (const char[]){
#embed "../admin/user-acts.js" suffix(, 0)
    }},
    {"admin/users.js", (const char[]){
#embed "../admin/users.js" suffix(, 0)
    }},
    {"app/app.css", (const char[]){
#embed "../app/app.css" suffix(, 0)
    }},
    {"app/app.html", (const char[]){
#embed "../app/app.html" suffix(, 0)
    }},
    {"app/app.js", (const char[]){
#embed "../app/app.js" suffix(, 0)
    }},
    {"client/api.js", (const char[]){
#embed "../client/api.js" suffix(, 0)
    }},
    {"client/codes.js", (const char[]){
#embed "../client/codes.js" suffix(, 0)
    }},
    {"client/digest.js", (const char[]){
#embed "../client/digest.js" suffix(, 0)
    }},
    {"client/feed.js", (const char[]){
#embed "../client/feed.js" suffix(, 0)
    }},
    {"client/http.js", (const char[]){
#embed "../client/http.js" suffix(, 0)
    }},
    {"client/key.js", (const char[]){
#embed "../client/key.js" suffix(, 0)
    }},
    {"client/save.js", (const char[]){
#embed "../client/save.js" suffix(, 0)
    }},
    {"client/session.js", (const char[]){
#embed "../client/session.js" suffix(, 0)
    }},
    {"client/tokens.js", (const char[]){
#embed "../client/tokens.js" suffix(, 0)
    }},
    {"docs/docs.css", (const char[]){
#embed "../docs/docs.css" suffix(, 0)
    }},
    {"docs/docs.html", (const char[]){
#embed "../docs/docs.html" suffix(, 0)
    }},
    {"docs/docs.js", (const char[]){
#embed "../docs/docs.js" suffix(, 0)
    }},
    {"docs/operation.js", (const char[]){
#embed "../docs/operation.js" suffix(, 0)
    }},
    {"docs/schema.js", (const char[]){
#embed "../docs/schema.js" suffix(, 0)
    }},
    {"docs/try.js", (const char[]){
#embed "../docs/try.js" suffix(, 0)
    }},
    {"home/home.css", (const char[]){
#embed "../home/home.css" suffix(, 0)
    }},
    {"home/home.html", (const char[]){
#embed "../home/home.html" suffix(, 0)
    }},
    {"home/home.js", (const char[]){
#embed "../home/home.js" suffix(, 0)
    }},
    {"home/panels.js", (const char[]){
#embed "../home/panels.js" suffix(, 0)
    }},
    {"kit/chart.js", (const char[]){
#embed "../kit/chart.js" suffix(, 0)
    }},
    {"kit/commands.js", (const char[]){
#embed "../kit/commands.js" suffix(, 0)
    }},
    {"kit/components.css", (const char[]){
#embed "../kit/components.css" suffix(, 0)
    }},
    {"kit/fields.js", (const char[]){
#embed "../kit/fields.js" suffix(, 0)
    }},
    {"kit/first.js", (const char[]){
#embed "../kit/first.js" suffix(, 0)
    }},
    {"kit/format.js", (const char[]){
#embed "../kit/format.js" suffix(, 0)
    }},
    {"kit/frame.html", (const char[]){
#embed "../kit/frame.html" suffix(, 0)
    }},
    {"kit/header.js", (const char[]){
#embed "../kit/header.js" suffix(, 0)
    }},
    {"kit/i18n.js", (const char[]){
#embed "../kit/i18n.js" suffix(, 0)
    }},
    {"kit/kit.js", (const char[]){
#embed "../kit/kit.js" suffix(, 0)
    }},
    {"kit/lists.js", (const char[]){
#embed "../kit/lists.js" suffix(, 0)
    }},
    {"kit/nodes.js", (const char[]){
#embed "../kit/nodes.js" suffix(, 0)
    }},
    {"kit/pages.js", (const char[]){
#embed "../kit/pages.js" suffix(, 0)
    }},
    {"kit/recovery.js", (const char[]){
#embed "../kit/recovery.js" suffix(, 0)
    }},
    {"kit/refresh.js", (const char[]){
#embed "../kit/refresh.js" suffix(, 0)
    }},
    {"kit/robots.txt", (const char[]){
#embed "../kit/robots.txt" suffix(, 0)
    }},
    {"kit/scrolling.js", (const char[]){
#embed "../kit/scrolling.js" suffix(, 0)
    }},
    {"kit/shell.js", (const char[]){
#embed "../kit/shell.js" suffix(, 0)
    }},
    {"kit/tally.css", (const char[]){
#embed "../kit/tally.css" suffix(, 0)
    }},
    {"kit/tally.svg", (const char[]){
#embed "../kit/tally.svg" suffix(, 0)
    }},
    {"kit/widgets.js", (const char[]){
#embed "../kit/widgets.js" suffix(, 0)
    }},
    {"missing/missing.html", (const char[]){
#embed "../missing/missing.html" suffix(, 0)
    }},
    {"missing/missing.js", (const char[]){
#embed "../missing/missing.js" suffix(, 0)
    }},
    {"orders/order.js", (const char[]){
#embed "../orders/order.js" suffix(, 0)
    }},
    {"orders/orders.js", (const char[]){
#embed "../orders/orders.js" suffix(, 0)
    }},
    {"orders/payment.js", (const char[]){
#embed "../orders/payment.js" suffix(, 0)
    }},
    {"services/orders.js", (const char[]){
#embed "../services/orders.js" suffix(, 0)
    }},
    {"services/services.js", (const char[]){
#embed "../services/services.js" suffix(, 0)
    }},
    {"shop/basket.js", (const char[]){
#embed "../shop/basket.js" suffix(, 0)
    }},
    {"shop/quantity.js", (const char[]){
#embed "../shop/quantity.js" suffix(, 0)
    }},
    {"shop/shop.js", (const char[]){
#embed "../shop/shop.js" suffix(, 0)
    }},
    {"slots/holds.js", (const char[]){
#embed "../slots/holds.js" suffix(, 0)
    }},
    {"slots/seats.js", (const char[]){
#embed "../slots/seats.js" suffix(, 0)
    }},
    {"slots/slots.js", (const char[]){
#embed "../slots/slots.js" suffix(, 0)
    }},
    {"texts/en/access.js", (const char[]){
#embed "../texts/en/access.js" suffix(, 0)
    }},
    {"texts/en/account.js", (const char[]){
#embed "../texts/en/account.js" suffix(, 0)
    }},
    {"texts/en/admin-names.js", (const char[]){
#embed "../texts/en/admin-names.js" suffix(, 0)
    }},
    {"texts/en/admin-reasons.js", (const char[]){
#embed "../texts/en/admin-reasons.js" suffix(, 0)
    }},
    {"texts/en/admin.js", (const char[]){
#embed "../texts/en/admin.js" suffix(, 0)
    }},
    {"texts/en/docs.js", (const char[]){
#embed "../texts/en/docs.js" suffix(, 0)
    }},
    {"texts/en/home.js", (const char[]){
#embed "../texts/en/home.js" suffix(, 0)
    }},
    {"texts/en/orders.js", (const char[]){
#embed "../texts/en/orders.js" suffix(, 0)
    }},
    {"texts/en/rates.js", (const char[]){
#embed "../texts/en/rates.js" suffix(, 0)
    }},
    {"texts/en/reasons.js", (const char[]){
#embed "../texts/en/reasons.js" suffix(, 0)
    }},
    {"texts/en/shop.js", (const char[]){
#embed "../texts/en/shop.js" suffix(, 0)
    }},
    {"texts/en/slots.js", (const char[]){
#embed "../texts/en/slots.js" suffix(, 0)
    }},
    {"texts/en/texts.js", (const char[]){
#embed "../texts/en/texts.js" suffix(, 0)
    }},
    {"texts/en/transfers.js", (const char[]){
#embed "../texts/en/transfers.js" suffix(, 0)
    }},
    {"texts/en/wallet.js", (const char[]){
#embed "../texts/en/wallet.js" suffix(, 0)
    }},
    {"texts/ru/access.js", (const char[]){
#embed "../texts/ru/access.js" suffix(, 0)
    }},
    {"texts/ru/account.js", (const char[]){
#embed "../texts/ru/account.js" suffix(, 0)
    }},
    {"texts/ru/admin-names.js", (const char[]){
#embed "../texts/ru/admin-names.js" suffix(, 0)
    }},
    {"texts/ru/admin-reasons.js", (const char[]){
#embed "../texts/ru/admin-reasons.js" suffix(, 0)
    }},
    {"texts/ru/admin.js", (const char[]){
#embed "../texts/ru/admin.js" suffix(, 0)
    }},
    {"texts/ru/docs.js", (const char[]){
#embed "../texts/ru/docs.js" suffix(, 0)
    }},
    {"texts/ru/home.js", (const char[]){
#embed "../texts/ru/home.js" suffix(, 0)
    }},
    {"texts/ru/orders.js", (const char[]){
#embed "../texts/ru/orders.js" suffix(, 0)
    }},
    {"texts/ru/rates.js", (const char[]){
#embed "../texts/ru/rates.js" suffix(, 0)
    }},
    {"texts/ru/reasons.js", (const char[]){
#embed "../texts/ru/reasons.js" suffix(, 0)
    }},
    {"texts/ru/shop.js", (const char[]){
#embed "../texts/ru/shop.js" suffix(, 0)
    }},
    {"texts/ru/slots.js", (const char[]){
#embed "../texts/ru/slots.js" suffix(, 0)
    }},
    {"texts/ru/texts.js", (const char[]){
#embed "../texts/ru/texts.js" suffix(, 0)
    }},
    {"texts/ru/transfers.js", (const char[]){
#embed "../texts/ru/transfers.js" suffix(, 0)
    }},
    {"texts/ru/wallet.js", (const char[]){
#embed "../texts/ru/wallet.js" suffix(, 0)
    }},
    {"transfers/csv.js", (const char[]){
#embed "../transfers/csv.js" suffix(, 0)
    }},
    {"transfers/file.js", (const char[]){
#embed "../transfers/file.js" suffix(, 0)
    }},
    {"transfers/lines.js", (const char[]){
#embed "../transfers/lines.js" suffix(, 0)
    }},
    {"transfers/send.js", (const char[]){
#embed "../transfers/send.js" suffix(, 0)
    }},
    {"transfers/transfers.js", (const char[]){
#embed "../transfers/transfers.js" suffix(, 0)
    }},
    {"transfers/users.js", (const char[]){
#embed "../transfers/users.js" suffix(, 0)
    }},
    {"wallet/amounts.js", (const char[]){
#embed "../wallet/amounts.js" suffix(, 0)
    }},
    {"wallet/balances.js", (const char[]){
#embed "../wallet/balances.js" suffix(, 0)
    }},
    {"wallet/belongings.js", (const char[]){
#embed "../wallet/belongings.js" suffix(, 0)
    }},
    {"wallet/exchange.js", (const char[]){
#embed "../wallet/exchange.js" suffix(, 0)
    }},
    {"wallet/history.js", (const char[]){
#embed "../wallet/history.js" suffix(, 0)
    }},
    {"wallet/pending.js", (const char[]){
#embed "../wallet/pending.js" suffix(, 0)
    }},
    {"wallet/rates.js", (const char[]){
#embed "../wallet/rates.js" suffix(, 0)
    }},
    {"wallet/sides.js", (const char[]){
#embed "../wallet/sides.js" suffix(, 0)
    }},
    {"wallet/state.js", (const char[]){
#embed "../wallet/state.js" suffix(, 0)
    }},
    {"wallet/statement.js", (const char[]){
#embed "../wallet/statement.js" suffix(, 0)
    }},
    {"wallet/transfer.js", (const char[]){
#embed "../wallet/transfer.js" suffix(, 0)
    }},
    {"wallet/wallet.css", (const char[]){
#embed "../wallet/wallet.css" suffix(, 0)
    }},
    {"wallet/wallet.js", (const char[]){
#embed "../wallet/wallet.js" suffix(, 0)
    }},
};

const EmbeddedFile *embedded_files(void) { return files; }

const unsigned long embedded_file_count = sizeof files / sizeof files[0];
