"""历史台账导入: sheets of older registers, handed in, looked over, and taken over."""
