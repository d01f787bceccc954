"""Versions of what is stored, which triggers of the database write."""

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class DataVersion(Base):
    """When a server process (`writer`) last wrote rows of an account ('': of any) to a table, in microseconds.

    The version of a table is all of its rows here together: it is another one after every transaction that wrote to it.
    """

    __tablename__ = "data_versions"

    relation: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    writer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(BigInteger)
