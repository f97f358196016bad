"""The comments in a new case: what each block is for, with an entry to uncomment."""

HEAD = """\
# yaml-language-server: $schema=case.schema.json
#
# The record of one negotiation. Every entry names its evidence: a document and its exact
# words, or "evidence: none". Nothing is overwritten: a later entry supersedes an earlier one.
# Check it with "detente check", look at it with "detente show".

"""

REST = """
# The documents cited. Put their text into sources/, as plain text in UTF-8.
#
# documents:
#   - id: press-release
#     title: Press release of the union
#     date: 2026-01-15
#     file: sources/press-release.txt
#     grade: B2                     # source A to F, content 1 to 6

# Who speaks, negotiates, decides.
#
# people:
#   - id: smith
#     name: Jane Smith
#     post: Secretary general
#     party: union
#     authority: negotiates         # decides, negotiates, speaks, advises, unknown
#     evidence:
#       - document: press-release
#         words: Secretary general Jane Smith

# Who said what. A statement is its speaker's; recording it does not make it so.
#
# statements:
#   - id: smith-wage
#     date: 2026-01-15
#     speaker: smith
#     text: The union asks for five percent.
#     issues: [wage]
#     evidence:
#       - document: press-release
#         words: we ask for five percent

# Where each party stands: demands, offers, accepts, could accept, reserves, refuses, red line.
# Silence is computed, never written.
#
# positions:
#   - id: union-wage
#     party: union
#     issue: wage
#     options: [five-percent]
#     stance: demands
#     date: 2026-01-15
#     statement: smith-wage
#     evidence:
#       - document: press-release
#         words: we ask for five percent

# Talks: held, planned, proposed, refused, cancelled.
#
# meetings:
#   - id: first-round
#     title: First round
#     date: 2026-02-03T10:00+01:00
#     status: planned
#     place: town hall
#     delegations:
#       - party: union
#         led_by: smith
#     evidence: none

# The parties' papers: promised, delivered, withdrawn; by when they are wanted.
#
# proposals:
#   - id: union-paper
#     title: The union's paper
#     by: union
#     history:
#       - status: promised
#         date: 2026-01-15
#     due:
#       - says: smith
#         before: first-round
#     evidence: none

# More blocks, described in the format's chapter: rules, conflict, conditions, deadlines,
# levers, commitments, events. What somebody believes a party wants goes into judgements/.
"""
