"""QWAC and QSealC: what they say of their holder, and such as are made for testing."""
