"""What bidders, owners and the office are told of a decision."""
