"""The backup sheet: one page to print, with the recovery key and what it is for."""

from __future__ import annotations

from jinja2 import Environment

from detente.exchange.cards import Keys
from detente.exchange.encryption.keys import Identity

GROUP, IN_A_LINE = 4, 6

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Recovery sheet</title>
<style>
  :root { color-scheme: light; }
  body { font: 12pt/1.5 Georgia, serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem;
         color: #111; background: #fff; }
  h1 { font-size: 1.5rem; margin-bottom: .2rem; }
  .key { font: 600 13pt/1.9 "DejaVu Sans Mono", Menlo, Consolas, monospace; letter-spacing: .04em;
         border: 1.5pt solid #111; padding: 1rem; margin: 1.5rem 0; white-space: pre-wrap; }
  ol li { margin-bottom: .5rem; }
  .line { border-bottom: .7pt solid #111; display: inline-block; width: 14rem; }
  @page { margin: 22mm; }
</style>
<h1>Recovery sheet of {{ name }}</h1>
<p>Id: {{ id }}</p>
<div class="key">{{ key }}</div>
<ol>
  <li>Print this page. Then delete the file, and empty the bin. It is kept nowhere else.</li>
  <li>Put the paper where only your delegation can reach it, apart from the machine with the keys.</li>
  <li>If the keys are lost after an exchange was opened, this key still reads the proposals:
    <br><code>detente exchange open --recovery --bundle bundle.zip --in FOLDER</code>, where FOLDER holds
    <code>manifest.json</code>; both files are the mediator's to give. Then type it. Blanks, line ends, and small or
    large letters do not matter.</li>
  <li>It cannot sign, deposit, or open anything early. Whoever finds it can read what was opened,
    and nothing before that.</li>
</ol>
<p>Printed on <span class="line"></span> by <span class="line"></span></p>
"""


def sheet_page(keys: Keys, recovery: Identity) -> str:
    """Return the sheet as an HTML page that asks nothing of the network."""
    template = Environment(autoescape=True).from_string(_PAGE)
    return template.render(name=keys.name, id=keys.id, key=grouped(recovery.text)) + "\n"


def grouped(text: str) -> str:
    """Return a key in groups of four signs, six groups a line.

    >>> grouped("ABCDEFGHIJ")
    'ABCD EFGH IJ'
    """
    groups = [text[start : start + GROUP] for start in range(0, len(text), GROUP)]
    lines = [groups[start : start + IN_A_LINE] for start in range(0, len(groups), IN_A_LINE)]
    return "\n".join(" ".join(line) for line in lines)


def ungrouped(text: str) -> str:
    """Return a key as typed from a sheet: without blanks, in capitals."""
    return "".join(text.split()).upper()
