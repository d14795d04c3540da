"""Link CQ over what the archive keeps: stored objects of a fonds, looked at with what fixity and the replicas know."""
