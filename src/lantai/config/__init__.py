"""Settings, addresses and the `lantai` command: where the parts are put together."""
