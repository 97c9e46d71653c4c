"""From a line of evidence to a quantity: the counting rules that published guidance states, one file each."""
