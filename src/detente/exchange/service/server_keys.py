"""A server's secret keys for one exchange, as they lie on its disk."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.exchange.canonical import canonical, from_base64, object_of, to_base64, with_fields


@dataclass(frozen=True, slots=True)
class ServerSecrets:
    """A server's secret keys for one exchange; the custody key is gone once it has ended."""

    signer: bytes = field(repr=False)
    log: bytes = field(repr=False)
    custody: bytes = field(repr=False)


def secrets_bytes(secrets: ServerSecrets) -> bytes:
    """Return the secret keys as the text of their file."""
    names = ("signer", "log", "custody")
    return canonical({name: to_base64(getattr(secrets, name)) for name in names})


def secrets_of(data: bytes) -> ServerSecrets:
    """Return the secret keys of a file; raise :class:`NotCanonical` if it holds none."""
    names = dict.fromkeys(("signer", "log", "custody"), str)
    found = with_fields(object_of(data), "the server's keys", names)
    return ServerSecrets(**{name: from_base64(text) for name, text in found.items()})
