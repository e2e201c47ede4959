"""What members, the office and owners are told of a panel."""
