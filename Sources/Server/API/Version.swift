/// This software's version, for `tally --version` and `/health`.
package let tallyVersion = "0.3.0"
