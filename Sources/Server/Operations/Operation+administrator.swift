import Commands

extension Operation {
    /// The same operation; if it is for administrators, its command is refused unless its actor is
    /// one when it is decided.
    ///
    /// Operations that are no commands look the role up where they are done.
    var decidedByRole: Operation {
        guard access == .administrator else { return self }
        var operation = self
        switch work {
        case .command(let make):
            operation.work = .command { AdministratorCommand(make(&$0, $1)) }
        case .code(let purpose, let make):
            operation.work = .code(purpose) { body, context, seed in
                let request = make(&body, context, seed)
                return CodeRequest(
                    command: AdministratorCommand(request.command),
                    id: request.id,
                    expiresAt: request.expiresAt
                )
            }
        case .bulk, .question, .publicQuestion, .registration, .signIn, .refresh, .passwordChange,
            .detailsChange, .passwordReset, .unlock, .userCheck, .feed, .retry, .jobRun,
            .logSearch, .operations, .document, .page, .asset:
            break
        }
        return operation
    }
}
