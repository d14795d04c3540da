"""Who may read what of the chain."""

from __future__ import annotations

from lantai.base.accounts.access import Actor, NotAllowed, Right, require
from lantai.base.accounts.queries import is_everywhere


def require_whole_chain(actor: Actor) -> None:
    """The chain as a whole tells of every institution: an auditor of one of several does not take it."""
    require(actor, Right.READ_AUDIT)
    if not is_everywhere(actor.institutions_with(Right.READ_AUDIT)):
        raise NotAllowed(who=actor.label, right=Right.READ_AUDIT)
