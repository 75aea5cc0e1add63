"""活动台账: what the annual reports need besides matters — training, law study, publicity, documents, honours (domain §7.3)."""
