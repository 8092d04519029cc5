"""Options for compiled programs that run once: what compiling would make faster is never made up for."""

RUN_ONCE = {"xla_backend_optimization_level": 1}
"""Half as long to compile, and the same bits."""
