// The page at /admin.

import chain from "./admin-chain.js";
import commands from "./admin-commands.js";
import goods from "./admin-goods.js";
import jobs from "./admin-jobs.js";
import log from "./admin-log.js";
import models from "./admin-models.js";
import users from "./admin-users.js";
import signIn from "./app-sign-in.js";
import { shell } from "./shell.js";

shell({ area: "admin", views: [commands, jobs, models, log, users, goods, chain], signedOut: signIn });
