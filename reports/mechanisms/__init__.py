"""The bureau's six mechanisms: 日交办, 周调度, 月通报, 季研判, 半年督查, 年终总评 (domain §8)."""
