"""One module a form of package: from a parcel to what `engines.packages` writes."""
