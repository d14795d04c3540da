"""The demonstration archive: a fictional district, generated the same every time.

`demo.build(target)` writes folders and catalogues as a unit would hand them over and returns a `DemoPlan` that names
them; they then go through the same intake as any real delivery. Every person, place and number in them is made up.
"""

from demo.build import TargetInUse, build, plan_for
from demo.model import DemoPlan, Flaw, FondsPlan, RecordTruth, ThingToTry

__all__ = ["DemoPlan", "Flaw", "FondsPlan", "RecordTruth", "TargetInUse", "ThingToTry", "build", "plan_for"]
