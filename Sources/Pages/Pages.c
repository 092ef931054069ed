/* The files of the pages, put into the program by the compiler: it notes each as a dependency, so that a
 * changed one is built again, and a large one costs nothing. Three lines for each, by name; a test
 * compares them with the folder. */
#include "Pages.h"

/* The language of this file is older than C23; the compiler takes it all the same, and would say so each
 * time. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const EmbeddedFile files[] = {
    {"account-parts.js", (const char[]){
#embed "Files/account-parts.js" suffix(, 0)
    }},
    {"admin-chain.js", (const char[]){
#embed "Files/admin-chain.js" suffix(, 0)
    }},
    {"admin-commands.js", (const char[]){
#embed "Files/admin-commands.js" suffix(, 0)
    }},
    {"admin-goods-forms.js", (const char[]){
#embed "Files/admin-goods-forms.js" suffix(, 0)
    }},
    {"admin-goods.js", (const char[]){
#embed "Files/admin-goods.js" suffix(, 0)
    }},
    {"admin-jobs.js", (const char[]){
#embed "Files/admin-jobs.js" suffix(, 0)
    }},
    {"admin-json.js", (const char[]){
#embed "Files/admin-json.js" suffix(, 0)
    }},
    {"admin-kit.js", (const char[]){
#embed "Files/admin-kit.js" suffix(, 0)
    }},
    {"admin-log-filter.js", (const char[]){
#embed "Files/admin-log-filter.js" suffix(, 0)
    }},
    {"admin-log-row.js", (const char[]){
#embed "Files/admin-log-row.js" suffix(, 0)
    }},
    {"admin-log-source.js", (const char[]){
#embed "Files/admin-log-source.js" suffix(, 0)
    }},
    {"admin-log.js", (const char[]){
#embed "Files/admin-log.js" suffix(, 0)
    }},
    {"admin-models.js", (const char[]){
#embed "Files/admin-models.js" suffix(, 0)
    }},
    {"admin-progress.js", (const char[]){
#embed "Files/admin-progress.js" suffix(, 0)
    }},
    {"admin-routes.js", (const char[]){
#embed "Files/admin-routes.js" suffix(, 0)
    }},
    {"admin-table.js", (const char[]){
#embed "Files/admin-table.js" suffix(, 0)
    }},
    {"admin-users.js", (const char[]){
#embed "Files/admin-users.js" suffix(, 0)
    }},
    {"admin.css", (const char[]){
#embed "Files/admin.css" suffix(, 0)
    }},
    {"admin.html", (const char[]){
#embed "Files/admin.html" suffix(, 0)
    }},
    {"admin.js", (const char[]){
#embed "Files/admin.js" suffix(, 0)
    }},
    {"api.js", (const char[]){
#embed "Files/api.js" suffix(, 0)
    }},
    {"app-account.js", (const char[]){
#embed "Files/app-account.js" suffix(, 0)
    }},
    {"app-basket.js", (const char[]){
#embed "Files/app-basket.js" suffix(, 0)
    }},
    {"app-goods.css", (const char[]){
#embed "Files/app-goods.css" suffix(, 0)
    }},
    {"app-goods.js", (const char[]){
#embed "Files/app-goods.js" suffix(, 0)
    }},
    {"app-holds.js", (const char[]){
#embed "Files/app-holds.js" suffix(, 0)
    }},
    {"app-order.js", (const char[]){
#embed "Files/app-order.js" suffix(, 0)
    }},
    {"app-orders.js", (const char[]){
#embed "Files/app-orders.js" suffix(, 0)
    }},
    {"app-service-orders.js", (const char[]){
#embed "Files/app-service-orders.js" suffix(, 0)
    }},
    {"app-services.js", (const char[]){
#embed "Files/app-services.js" suffix(, 0)
    }},
    {"app-shops.js", (const char[]){
#embed "Files/app-shops.js" suffix(, 0)
    }},
    {"app-sign-in.js", (const char[]){
#embed "Files/app-sign-in.js" suffix(, 0)
    }},
    {"app-slots.js", (const char[]){
#embed "Files/app-slots.js" suffix(, 0)
    }},
    {"app-wallet.js", (const char[]){
#embed "Files/app-wallet.js" suffix(, 0)
    }},
    {"app.html", (const char[]){
#embed "Files/app.html" suffix(, 0)
    }},
    {"app.js", (const char[]){
#embed "Files/app.js" suffix(, 0)
    }},
    {"chart.js", (const char[]){
#embed "Files/chart.js" suffix(, 0)
    }},
    {"components.css", (const char[]){
#embed "Files/components.css" suffix(, 0)
    }},
    {"docs-operation.js", (const char[]){
#embed "Files/docs-operation.js" suffix(, 0)
    }},
    {"docs-schema.js", (const char[]){
#embed "Files/docs-schema.js" suffix(, 0)
    }},
    {"docs-try.js", (const char[]){
#embed "Files/docs-try.js" suffix(, 0)
    }},
    {"docs.css", (const char[]){
#embed "Files/docs.css" suffix(, 0)
    }},
    {"docs.html", (const char[]){
#embed "Files/docs.html" suffix(, 0)
    }},
    {"docs.js", (const char[]){
#embed "Files/docs.js" suffix(, 0)
    }},
    {"dom.js", (const char[]){
#embed "Files/dom.js" suffix(, 0)
    }},
    {"feed.js", (const char[]){
#embed "Files/feed.js" suffix(, 0)
    }},
    {"format.js", (const char[]){
#embed "Files/format.js" suffix(, 0)
    }},
    {"forms.js", (const char[]){
#embed "Files/forms.js" suffix(, 0)
    }},
    {"home-parts.js", (const char[]){
#embed "Files/home-parts.js" suffix(, 0)
    }},
    {"home.html", (const char[]){
#embed "Files/home.html" suffix(, 0)
    }},
    {"home.js", (const char[]){
#embed "Files/home.js" suffix(, 0)
    }},
    {"http.js", (const char[]){
#embed "Files/http.js" suffix(, 0)
    }},
    {"i18n.js", (const char[]){
#embed "Files/i18n.js" suffix(, 0)
    }},
    {"key.js", (const char[]){
#embed "Files/key.js" suffix(, 0)
    }},
    {"nodes.js", (const char[]){
#embed "Files/nodes.js" suffix(, 0)
    }},
    {"session.js", (const char[]){
#embed "Files/session.js" suffix(, 0)
    }},
    {"shell-parts.js", (const char[]){
#embed "Files/shell-parts.js" suffix(, 0)
    }},
    {"shell.js", (const char[]){
#embed "Files/shell.js" suffix(, 0)
    }},
    {"tally.css", (const char[]){
#embed "Files/tally.css" suffix(, 0)
    }},
    {"tally.svg", (const char[]){
#embed "Files/tally.svg" suffix(, 0)
    }},
    {"texts-en-account.js", (const char[]){
#embed "Files/texts-en-account.js" suffix(, 0)
    }},
    {"texts-en-admin-names.js", (const char[]){
#embed "Files/texts-en-admin-names.js" suffix(, 0)
    }},
    {"texts-en-admin.js", (const char[]){
#embed "Files/texts-en-admin.js" suffix(, 0)
    }},
    {"texts-en-docs.js", (const char[]){
#embed "Files/texts-en-docs.js" suffix(, 0)
    }},
    {"texts-en-goods.js", (const char[]){
#embed "Files/texts-en-goods.js" suffix(, 0)
    }},
    {"texts-en-home.js", (const char[]){
#embed "Files/texts-en-home.js" suffix(, 0)
    }},
    {"texts-en-reasons.js", (const char[]){
#embed "Files/texts-en-reasons.js" suffix(, 0)
    }},
    {"texts-en-wallet.js", (const char[]){
#embed "Files/texts-en-wallet.js" suffix(, 0)
    }},
    {"texts-en.js", (const char[]){
#embed "Files/texts-en.js" suffix(, 0)
    }},
    {"texts-ru-account.js", (const char[]){
#embed "Files/texts-ru-account.js" suffix(, 0)
    }},
    {"texts-ru-admin-names.js", (const char[]){
#embed "Files/texts-ru-admin-names.js" suffix(, 0)
    }},
    {"texts-ru-admin.js", (const char[]){
#embed "Files/texts-ru-admin.js" suffix(, 0)
    }},
    {"texts-ru-docs.js", (const char[]){
#embed "Files/texts-ru-docs.js" suffix(, 0)
    }},
    {"texts-ru-goods.js", (const char[]){
#embed "Files/texts-ru-goods.js" suffix(, 0)
    }},
    {"texts-ru-home.js", (const char[]){
#embed "Files/texts-ru-home.js" suffix(, 0)
    }},
    {"texts-ru-reasons.js", (const char[]){
#embed "Files/texts-ru-reasons.js" suffix(, 0)
    }},
    {"texts-ru-wallet.js", (const char[]){
#embed "Files/texts-ru-wallet.js" suffix(, 0)
    }},
    {"texts-ru.js", (const char[]){
#embed "Files/texts-ru.js" suffix(, 0)
    }},
    {"theme.js", (const char[]){
#embed "Files/theme.js" suffix(, 0)
    }},
    {"tokens.js", (const char[]){
#embed "Files/tokens.js" suffix(, 0)
    }},
    {"wallet-balances.js", (const char[]){
#embed "Files/wallet-balances.js" suffix(, 0)
    }},
    {"wallet-exchange.js", (const char[]){
#embed "Files/wallet-exchange.js" suffix(, 0)
    }},
    {"wallet-history.js", (const char[]){
#embed "Files/wallet-history.js" suffix(, 0)
    }},
    {"wallet-math.js", (const char[]){
#embed "Files/wallet-math.js" suffix(, 0)
    }},
    {"wallet-parts.js", (const char[]){
#embed "Files/wallet-parts.js" suffix(, 0)
    }},
    {"wallet-pending.js", (const char[]){
#embed "Files/wallet-pending.js" suffix(, 0)
    }},
    {"wallet-state.js", (const char[]){
#embed "Files/wallet-state.js" suffix(, 0)
    }},
    {"wallet-statement.js", (const char[]){
#embed "Files/wallet-statement.js" suffix(, 0)
    }},
    {"wallet-transfer.js", (const char[]){
#embed "Files/wallet-transfer.js" suffix(, 0)
    }},
    {"wallet-words.js", (const char[]){
#embed "Files/wallet-words.js" suffix(, 0)
    }},
    {"wallet.css", (const char[]){
#embed "Files/wallet.css" suffix(, 0)
    }},
    {"widgets.js", (const char[]){
#embed "Files/widgets.js" suffix(, 0)
    }},
};

const EmbeddedFile *embedded_files(void) { return files; }

const unsigned long embedded_file_count = sizeof files / sizeof files[0];
