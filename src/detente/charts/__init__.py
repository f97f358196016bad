"""Results as Vega-Lite charts: one source for notebook, page, report and SVG."""
