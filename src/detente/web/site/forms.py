"""Forms made from the record's own types: a field for each field, with what it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from itertools import zip_longest
from typing import Any

from detente.core.problems import Problem
from detente.core.record.case import BLOCKS, Case
from detente.core.record.dates import Date
from detente.core.record.entry import Entry, Evidence, Supported
from detente.core.record.issues import Issue, Option
from detente.core.record.obligations import Step
from detente.core.record.quantities import Quantity, Ratio
from detente.formats.fields import FieldKind, allowed_words, fields_of, item_type
from detente.formats.names import id_for
from detente.web.translation import N_

from .field_labels import label_of

NOT_IN_FORMS = frozenset({"superseded_by", "supersedes", "disputed", "withdrawn", "recorded"})
"""Fields that come later in an entry's life; they are added in its text."""

NAMING = ("text", "what", "title", "name", "label", "question", "then.what")
"""Fields whose words an id is made from, the first that is there."""
ALTERNATIVES = "either"
"""Steps of which there are at least two; a form has room for one."""
EVERYBODY, THE_MEDIATOR = N_("everybody"), N_("the mediator")
YES, NO = N_("yes"), N_("no")
ONE_A_LINE = N_("the ways to settle it, one in each line")


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form."""

    key: str
    label: str
    about: str
    required: bool
    kind: str
    """text, long, date, one (of choices), several (of choices), lines."""
    choices: tuple[tuple[str, str], ...] = ()
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an entry was not added: what is wrong by field, in the entry as a whole, and elsewhere."""

    fields: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    entry: tuple[Problem, ...] = ()
    elsewhere: tuple[Problem, ...] = ()
    by_disk: str = ""
    """What the disk says, if it refused."""

    def __bool__(self) -> bool:
        """Whether it was."""
        return bool(self.fields or self.entry or self.elsewhere or self.by_disk)


def refused_entry(problems: Iterable[Problem], block: str, number: int) -> Refused:
    """Return what is wrong with an entry that would be the one of a number in a block.

    What is wrong with it has no place: it is in no file.
    """
    fields: dict[str, tuple[Problem, ...]] = {}
    entry, elsewhere = [], []
    for each in problems:
        if each.path[1:3] != (block, number):
            elsewhere += [each] if each.severity == "error" else []
        elif len(each.path) == 3:
            entry.append(replace(each, place=None))
        else:
            name = ".".join(str(part) for part in each.path[3:] if not isinstance(part, int))
            name = "evidence" if name.startswith("evidence") else name
            fields[name] = (*fields.get(name, ()), replace(each, place=None))
    return Refused(fields, tuple(entry), tuple(elsewhere))


def fields_of_form(
    record_type: Any,
    case: Case,
    given: dict[str, list[str]],
    gettext: Callable[[str], str] = str,
) -> tuple[FormField, ...]:
    """Return the fields of the form of a new entry, filled with what was given; evidence is apart.

    Of what has parts of its own the steps and what is needed are among them, one of each; more of them, and what
    else has parts (deliveries, claims, clauses), is written in the case's text.
    """

    def made(kind: FieldKind, before: FieldKind | None = None) -> FormField | None:
        key = f"{before.key}.{kind.key}" if before else kind.key
        found = _field(kind, case, tuple(given.get(key, ())), gettext)
        if found is None:
            return None
        label = gettext(found.label)
        if before:
            label = f"{gettext(label_of(before.key))}: {label}"
        required = found.required and (before is None or before.required)
        return replace(found, key=key, label=label, about=gettext(found.about), required=required)

    fields: list[FormField | None] = []
    for each in fields_of(record_type):
        inside = _parts_of(each)
        if inside is None:
            fields.append(made(each))
        else:
            fields += [made(part, each) for part in fields_of(inside)]
    return tuple(each for each in fields if each is not None)


def _parts_of(kind: FieldKind) -> type | None:
    """The type of a field's parts, where a form has a field for each of them."""
    inside = item_type(kind.type) or kind.type
    if not is_dataclass(inside) or inside in (Option, Evidence, Date, Quantity, Ratio):
        return None
    among = kind.required or (inside is Step and kind.key != ALTERNATIVES)
    return inside if among and isinstance(inside, type) else None


def _field(
    kind: FieldKind, case: Case, given: tuple[str, ...], gettext: Callable[[str], str]
) -> FormField | None:
    hint, item = kind.type, item_type(kind.type)
    label, about = label_of(kind.key), kind.about
    if kind.key in NOT_IN_FORMS or item is Evidence:
        return None
    choices = tuple((word, word) for word in allowed_words(item or hint) or ())
    if kind.refers:
        choices = tuple(
            (entry.id, f"{name_of(entry)} ({entry.id})")
            for block in kind.refers
            if block in BLOCKS
            for entry in case.block(block)
        )
    if kind.key == "visible_to":
        choices = (("public", gettext(EVERYBODY)), ("mediator", gettext(THE_MEDIATOR)), *choices)
    if item is Option:
        return FormField(kind.key, label, ONE_A_LINE, kind.required, "lines", (), given)
    if kind.key == "options":
        choices = tuple(
            (option.id, f"{issue.label}: {option.label} ({option.id})")
            for issue in case.issues
            for option in issue.options
        )
    if choices or kind.refers:
        sort = "several" if item is not None else "one"
        return FormField(kind.key, label, about, kind.required, sort, choices, given)
    if item is str:
        return FormField(kind.key, label, about, kind.required, "lines", (), given)
    if hint is bool:
        yes_no = (("true", gettext(YES)), ("false", gettext(NO)))
        return FormField(kind.key, label, about, kind.required, "one", yes_no, given)
    if hint in (Date, Quantity, Ratio, str, int):
        sort = "date" if hint is Date else "long" if kind.key in ("text", "note") else "text"
        return FormField(kind.key, label, about, kind.required, sort, (), given)
    return None


def name_of(entry: Entry) -> str:
    """Return what people call an entry, as far as it has a name."""
    for name in ("label", "name", "title", "what", "text"):
        found = str(getattr(entry, name, "") or "")
        if found:
            return found if len(found) <= 60 else f"{found[:59]}…"
    return entry.id


def filled(record_type: type[Entry], case: Case, given: dict[str, list[str]]) -> dict[str, Any]:
    """Return an entry's data as it is written, from what a form holds; empty fields are left out.

    Without an id it gets one made from its words. Nothing is judged here: reading the case with it is.
    """
    data: dict[str, Any] = {}
    for each_field in fields_of_form(record_type, case, given):
        values = [each.strip() for each in each_field.given if each.strip()]
        if each_field.kind == "lines":
            values = [line.strip() for each in values for line in each.splitlines() if line.strip()]
        if not values:
            continue
        if each_field.key == "options" and record_type is Issue:
            data[each_field.key] = _options(values)
            continue
        several = each_field.kind in ("several", "lines")
        data[each_field.key] = values if several else _plain(values[0])
    words = next((str(data[key]) for key in NAMING if key in data), "")
    data = _with_parts(record_type, data, _evidence(given))
    if not data.get("id"):
        taken = {entry.id for _, _, entry in case.entries()}
        data = {"id": id_for(words[:60], record_type.__name__.lower(), taken), **data}
    data["evidence"] = _evidence(given) or "none"
    return data


def _with_parts(
    record_type: Any, flat: dict[str, Any], evidence: list[dict[str, str]]
) -> dict[str, Any]:
    """An entry's data with what was given for parts of fields in these fields.

    What is needed is there though nothing was given, so that each of its parts is asked for.
    """
    data: dict[str, Any] = {key: value for key, value in flat.items() if "." not in key}
    for each in fields_of(record_type):
        inside = _parts_of(each)
        if inside is None:
            continue
        begin = f"{each.key}."
        part: dict[str, Any] = {
            key.removeprefix(begin): value for key, value in flat.items() if key.startswith(begin)
        }
        if not part and not each.required:
            continue
        if issubclass(inside, Supported):
            part["evidence"] = evidence or "none"
        data[each.key] = [part] if item_type(each.type) else part
    return data


def _options(labels: list[str]) -> list[dict[str, str]]:
    """The options of a new issue, each with an id made from its words."""
    found: list[dict[str, str]] = []
    for label in labels:
        taken = {each["id"] for each in found}
        found.append({"id": id_for(label[:60], "option", taken), "label": label})
    return found


def _plain(value: str) -> Any:
    return {"true": True, "false": False}.get(value, value)


def _evidence(given: dict[str, list[str]]) -> list[dict[str, str]]:
    """What was given as evidence; words without their document, or without words, are told when they are read."""
    pairs = zip_longest(given.get("document", []), given.get("words", []), fillvalue="")
    found = ({"document": document.strip(), "words": words.strip()} for document, words in pairs)
    return [
        {key: value for key, value in each.items() if value} for each in found if any(each.values())
    ]
