"""One report for several contracts and buyers: what was delivered once is allotted once, and never more than all."""
