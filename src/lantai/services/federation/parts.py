"""What is kept of federation in storage: records harvesters were told of that are not open any more.

So `persistent` is true of the deletions we announce: a database that was made again from storage announces them again.
What is open needs no keeping: it is told of anew.
"""

from lantai.holdings.preservation.parts import Part, Table, register_part


def register() -> None:
    gone = (Table("federation.Gone", "institution__pk", chunk="pk"),)
    register_part(Part("harvest_gone", "institution", "harvest/gone/%07d.json", gone, rows=1000))
