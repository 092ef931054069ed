// Commands as the journal names them: the request that each came as, and what it is in words.
import { t } from "../kit/i18n.js";

const endpoints = {
  deleteMe: "DELETE /me",
  deleteUser: "DELETE /admin/users/{id}",
  restoreUser: "POST /admin/users/{id}/restore",
  transfer: "POST /transfer",
  reserveTransfer: "POST /transfers/pending",
  postTransfer: "POST /transfers/{id}/post",
  voidTransfer: "POST /transfers/{id}/void",
  reverseTransfer: "POST /transfers/{id}/reverse",
  exchange: "POST /exchange",
  adjustBalance: "POST /transactions",
  autotest: "POST /transactions/autotest",
  createSlot: "POST /slots",
  changeSlot: "PATCH /slots/{id}",
  hold: "POST /slots/{id}/hold",
  confirmHold: "POST /holds/{id}/confirm",
  cancelHold: "DELETE /holds/{id}",
  createShop: "POST /shops",
  createProduct: "POST /shops/{id}/products",
  changeProduct: "PATCH /products/{id}",
  setBasket: "PUT /basket",
  placeOrder: "POST /orders",
  payOrder: "POST /orders/{id}/pay",
  changeServices: "PATCH /orders/{id}/services",
  startProcessing: "POST /orders/{id}/start-processing",
  cancelOrder: "PATCH /orders/{id}/cancel",
  discardOrder: "DELETE /orders/{id}",
};

/** Method and path with the id in it; the name itself where it is none of these. */
export function endpoint(route, subject) {
  return endpoints[route]?.replace("{id}", subject ?? "{id}") ?? route;
}

/** What the command does, and to which thing. */
export function routeTitle(route, subject) {
  const title = route in endpoints ? t(`admin.route.${route}`) : route;
  return subject === null ? title : `${title} ${subject}`;
}
