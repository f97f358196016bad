"""How the refusals of a sealed exchange are told: what happened, and how to mend it."""

from __future__ import annotations

from detente.exchange.canonical import NotCanonical
from detente.exchange.cards import CardUnreadable
from detente.exchange.encryption.keys import KeyUnreadable
from detente.exchange.following import ClocksApart, NotTheLog, TwoHistories
from detente.exchange.manifest import ManifestUnreadable
from detente.exchange.receipts import ReceiptWrong
from detente.exchange.seal import Faulty
from detente.exchange.service.client import AddressUnfit, ServerRefused, Unreachable
from detente.exchange.service.hosting import InUse
from detente.exchange.service.index import IndexUnavailable
from detente.exchange.service.journal import LogDamaged
from detente.exchange.service.keyfiles import (
    CardUsed,
    KeysThere,
    KeysUnreadable,
    PassphraseWrong,
)
from detente.exchange.service.opening import BundleUnreadable
from detente.exchange.service.serving import NotEncrypted
from detente.exchange.service.taking_part import EvidenceKept, NotNow
from detente.exchange.service.workspace import CopyUnreadable, ManifestChanged, NoExchange
from detente.formats.writer import WouldNotRead

from ..application import PROBLEMS, REFUSED
from .session import ServerNotStarted, WhichExchange, WhichKeys
from .words import RULES, moment

EXCHANGE_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    AddressUnfit: (PROBLEMS, "ask whoever runs the server for its address"),
    BundleUnreadable: (PROBLEMS, "ask the mediator for the bundle again"),
    CardUsed: (
        REFUSED,
        "make a fresh one with detente keys card, and send it to the mediator for a new draft",
    ),
    CardUnreadable: (PROBLEMS, "ask its owner for the file card.json again"),
    Faulty: (REFUSED, "keep what you have: the log shows whose fault it is"),
    InUse: (REFUSED, "end the other one first; two on one folder would spoil the log"),
    IndexUnavailable: (REFUSED, "look at the database; nothing was taken in"),
    KeyUnreadable: (PROBLEMS, "compare it with the sheet, sign by sign"),
    KeysThere: (REFUSED, "name another folder with --output; nothing was changed"),
    KeysUnreadable: (PROBLEMS, "name the folder that detente keys new made"),
    LogDamaged: (
        REFUSED,
        "do not serve this folder; the members' copies of the log show what was there",
    ),
    ManifestUnreadable: (PROBLEMS, "ask the mediator for manifest.json again"),
    CopyUnreadable: (
        PROBLEMS,
        "put log.json aside, and call detente exchange status: the log is fetched anew; what was seen "
        "before is no longer compared with it",
    ),
    ManifestChanged: (PROBLEMS, "ask the mediator for manifest.json again; nothing was confirmed"),
    NoExchange: (PROBLEMS, "name its folder with --in; detente exchange new and sign make it"),
    NotCanonical: (PROBLEMS, "the file was changed, or is none of ours; ask for it again"),
    NotEncrypted: (REFUSED, "give --certificate and --certificate-key, or say --behind-proxy"),
    NotTheLog: (
        REFUSED,
        "nothing was taken in; tell the mediator and the other parties, on another way",
    ),
    PassphraseWrong: (REFUSED, "try again; nobody can reset it"),
    ReceiptWrong: (REFUSED, "the receipt is not kept; tell the mediator"),
    TwoHistories: (REFUSED, "tell the mediator and the other parties, on another way"),
    Unreachable: (REFUSED, "is the address right, and the server running? nothing was lost"),
    ServerNotStarted: (REFUSED, "choose another --host or --port, and look at the certificate"),
    WhichExchange: (PROBLEMS, "name its folder with --in"),
    WhichKeys: (PROBLEMS, "name the folder with your keys: --key"),
}
"""Each refusal of the exchange with its exit code and how to mend it."""

NOT_NOW = {
    "unopened": ("the exchange is not open yet", "all have to sign the manifest first"),
    "open": ("not all are in yet", "wait until all are in, or the deadline is over"),
    "freeze not confirmed": (
        "all are in, and that is not confirmed yet by those who have to",
        "call the mediator: its machine has to look; detente exchange status tells more",
    ),
    "shares missing": (
        "all are in, and the custodians have not all given out their shares yet",
        "detente exchange status tells who has, and what can be done",
    ),
    "frozen": ("all are in: nothing can be changed now", "detente exchange status tells more"),
    "released": ("the exchange has ended: all are opened", "detente exchange open"),
    "lapsed": ("the exchange has lapsed: nothing is ever opened", "begin a new one"),
    "deposited already": (
        "you have handed in already",
        "to hand in another: detente exchange replace",
    ),
    "nothing deposited": ("nothing of yours stands", "to hand in: detente exchange deposit FILE"),
    "not replacing": (
        "in this exchange nothing can be replaced: so it was agreed",
        "take back what stands with detente exchange withdraw, then deposit again",
    ),
    "no party": (
        "only the parties hand something in",
        "name the folder with a party's keys: --key",
    ),
    "no reader": (
        "in this exchange only the parties read the proposals",
        "they open them; what happened goes into the record with detente exchange record",
    ),
    "no custodian": (
        "you are neither the mediator nor the third custodian here",
        "to confirm the log: detente exchange witness; to give out a part: detente exchange release",
    ),
    "not the mediator": (
        "only the mediator says whether all were in in time",
        "leave out --all-were-in-time",
    ),
    "not allowed": (
        "this server opens no exchanges for these keys",
        "whoever runs it allows a mediator's card: detente exchange serve FOLDER --allow CARD",
    ),
    "no shares": ("you hold no shares in this exchange", "the custodians give them out"),
    "no custody key": (
        "your custody key for this exchange is not here",
        "it was destroyed, or is in another folder: name that with --key",
    ),
    "mediator last": (
        "the mediator gives out last, after another custodian",
        "the server does so by itself once the freeze is confirmed; else the third custodian",
    ),
    "not a member": (
        "these keys are of nobody in this exchange",
        "name the folder with the keys whose card you sent to the mediator: --key",
    ),
}
"""What stands in the way, and what to do."""

SERVER_CODES = {
    "not-found": (
        "the server has no such thing for you",
        "is it the right server, and are they the right keys?",
    ),
    "not-signed": (
        "the server did not take the signature of the request",
        "are they the right keys?",
    ),
    "used-before": ("the server has seen this request before", "try again"),
    "too-large": ("the server finds it larger than agreed", "hand in a smaller file"),
    "too-slow": ("it took too long to send", "try again; nothing is handed in twice"),
    "no-room": ("the server has no room for it", "tell whoever runs the server; nothing was lost"),
    "halted": (
        "the server takes nothing in",
        "whoever runs it has to start it again; nothing was lost",
    ),
    "share": ("the server cannot open its share", "hand in again; tell us if it happens twice"),
}
"""What a code of the server means, and what to do."""


def told(error: Exception) -> tuple[int, str] | None:
    """Return the exit code and the words for a refusal of the exchange, or None if it is none."""
    found = _words(error)
    if found is None:
        return None
    code, what, hint = found
    return code, f"error: {what}\nhint: {hint}"


def _words(error: Exception) -> tuple[int, str, str] | None:
    if isinstance(error, NotNow):
        return REFUSED, *NOT_NOW.get(str(error), (str(error), "detente exchange status tells more"))
    if isinstance(error, ServerRefused):
        return REFUSED, *_of_server(error)
    if isinstance(error, EvidenceKept):
        hint = (
            "tell the mediator and the other parties; detente exchange verify shows it to anybody"
        )
        return REFUSED, f"{error}; the evidence is kept in {error.path}", hint
    if isinstance(error, ClocksApart):
        what = (
            f"entry {error.index} is stamped {moment(error.stamped)}, and here it is "
            f"{moment(error.here)}; nothing is confirmed"
        )
        return REFUSED, what, "set this machine's clock; if it is right, the server's is not"
    if isinstance(error, WouldNotRead):
        found = next((each for each in error.problems if each.severity == "error"), None)
        why = f": {found.message}" if found else ""
        return (
            PROBLEMS,
            f"the case cannot be read{why}",
            "detente check lists all, with their places",
        )
    for kind, (code, hint) in EXCHANGE_REFUSALS.items():
        if isinstance(error, kind):
            return code, str(error), hint
    return None


def _of_server(error: ServerRefused) -> tuple[str, str]:
    if error.rule:
        why = RULES.get(error.rule, error.rule)
        return f"the exchange does not take this in: {why}", "detente exchange status tells more"
    if error.code == "wrong-time":
        what = f"the server's clock says {moment(error.server_time)}, too far from the one here"
        return what, "set this machine's clock; if it is right, the server's is not"
    return SERVER_CODES.get(error.code, (str(error), "tell whoever runs the server"))
