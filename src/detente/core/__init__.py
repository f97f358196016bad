"""The pure core: values in, values out; no files, clock, network, logging or chance."""
