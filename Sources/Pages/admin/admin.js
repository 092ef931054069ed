// The page at /admin.

import chain from "./chain.js";
import commands from "./commands.js";
import goods from "./shop.js";
import invitations from "./invitations.js";
import jobs from "./jobs.js";
import log from "./log.js";
import models from "./models.js";
import rates from "./rates.js";
import transfers from "../transfers/transfers.js";
import users from "./users.js";
import signIn from "../account/sign-in.js";
import { shell } from "../kit/shell.js";

shell({
  area: "admin",
  views: [commands, jobs, models, log, users, invitations, transfers, goods, rates, chain],
  signedOut: signIn,
});
