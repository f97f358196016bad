"""How a page says that Détente made it."""

GENERATOR = '<meta name="generator" content="Détente">'
