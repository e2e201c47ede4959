"""The weekly mail: what it covers, what stands in it for whom, when it goes out; follows and saved searches feed it."""
