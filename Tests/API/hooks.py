"""Identities for the property-based run: every call carries a valid token of a user who may make it.

Calls that end their own session or user get a user of their own each time.
"""

import itertools
import json
import os
import urllib.request

import schemathesis

BASE = os.environ["TALLY_TEST_URL"]
ADMINISTRATOR = ("admin", "demo-admin-password")
USER = ("alice", "demo-alice-password")
DISPOSABLE = {"deleteMe", "changePassword", "logout", "logoutByGet"}
numbers = itertools.count(1)
addresses = itertools.count(1)


def post(path, body):
    request = urllib.request.Request(
        BASE + path,
        json.dumps(body).encode(),
        # Each from an address of its own: generated sign-ins fail so often that theirs is held off.
        {
            "Content-Type": "application/json",
            "X-Forwarded-For": f"198.51.{next(addresses) // 250 % 250}.{next(addresses) % 250}",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def sign_in(username, password):
    return post("/login", {"username": username, "password": password})["access_token"]


def disposable():
    name = f"disposable-{os.getpid()}-{next(numbers)}"
    password = "disposable-password"
    post(
        "/register",
        {"username": name, "email": f"{name}@example.org", "password": password},
    )
    return sign_in(name, password)


tokens = {}


def token(account):
    if account not in tokens:
        tokens[account] = sign_in(*account)
    return tokens[account]


@schemathesis.auth(refresh_interval=None)
class Identity:
    def get(self, case, context):
        operation = case.operation.definition.raw
        if operation["operationId"] in DISPOSABLE:
            return disposable()
        only_administrators = operation["tags"][0] in {"Administration", "Users and invitations"} or case.operation.method in {
            "post",
            "patch",
        } and case.operation.path in {
            "/slots",
            "/slots/{id}",
            "/shops",
            "/shops/{id}/products",
            "/products/{id}",
            "/transactions",
            "/transactions/autotest",
        }
        return token(ADMINISTRATOR if only_administrators else USER)

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """A position that the log has not got to is waited for and then answered with 503, as it should
    be; the run is not to wait."""
    if case.query and str(case.query.get("min_position", "")).isdigit():
        case.query["min_position"] = "0"
    if case.query:
        # A history that this log never had is looked for, and answered with 503 until that is known.
        case.query.pop("history", None)
