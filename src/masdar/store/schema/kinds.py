"""What all tables share: their metadata, kinds of columns, and the values that stand for a state."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData, Text

NEVER = 2**63 - 1


# The states of an article's lead picture.
NO_PICTURE, PICTURE_WAITING, PICTURE_KEPT, PICTURE_FAILED = range(4)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


Name = Text().with_variant(Text(collation="C"), "postgresql")


Serial = BigInteger().with_variant(Integer(), "sqlite")
