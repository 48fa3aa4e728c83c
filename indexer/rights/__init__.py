"""Rights: the words of instructions as rules, the desk's policy, and whether a picture may be run."""
