"""The fonds of the demonstration archive, one module each; every module has `compose(world) -> FondsDraft`."""
