"""Import this to show findings of packages that were stored: it declares the sentences of every form."""

from lantai.engines.packages import codes
from lantai.engines.packages.bag import codes as bag
from lantai.engines.packages.eark import rules as eark
from lantai.engines.packages.eep import codes as eep
from lantai.engines.packages.transfer import codes as transfer

FAMILIES = (codes, transfer, bag, eark, eep)
