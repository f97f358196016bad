"""The case in the browser: a local program for one person, its pages and what guards them."""
