"""E-ARK information packages: CSIP and SIP 2.x."""
