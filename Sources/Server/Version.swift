/// This software's version, for `tally --version` and `/health`.
let tallyVersion = "0.3.0"
