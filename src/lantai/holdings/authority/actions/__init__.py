"""The acts on places and bodies: entering them one by one or as a table, their names, and who came after whom."""

from lantai.holdings.authority.actions.authorities import (
    AuthorityHasChanged,
    AuthorityIsThere,
    HasSuccessions,
    describe_authority,
    enter_authority,
)
from lantai.holdings.authority.actions.names import LastName, NameIsThere, add_name, change_name, remove_name
from lantai.holdings.authority.actions.succession import (
    Link,
    LinkedAlready,
    NotItsOwn,
    PersonsDoNotFollow,
    remove_succession,
    succeed,
)
from lantai.holdings.authority.actions.tables import TableEntered, enter_table
from lantai.holdings.authority.actions.wording import NameMissing, NameSaid, YearsReversed

__all__ = [
    "AuthorityHasChanged",
    "AuthorityIsThere",
    "HasSuccessions",
    "LastName",
    "Link",
    "LinkedAlready",
    "NameIsThere",
    "NameMissing",
    "NameSaid",
    "NotItsOwn",
    "PersonsDoNotFollow",
    "TableEntered",
    "YearsReversed",
    "add_name",
    "change_name",
    "describe_authority",
    "enter_authority",
    "enter_table",
    "remove_name",
    "remove_succession",
    "succeed",
]
