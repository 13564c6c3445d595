"""The first format of the case store."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make every table, parents before children."""
    _own_tables(op)
    _contacts_people_services(op)
    _what_belongs_to_them(op)
    _referrals(op)


def _own_tables(op: Operations) -> None:
    """Make the tables that name no other."""
    op.create_table(
        "closings",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("last_contact", sa.Integer(), nullable=False),
        sa.Column("last_contact_person", sa.Integer(), nullable=False),
        sa.Column("last_need", sa.Integer(), nullable=False),
        sa.Column("last_referral_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_closings")),
    )
    op.create_table(
        "drafts",
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "preferences",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_preferences")),
    )
    op.create_table(
        "residuals",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "figure", name=op.f("pk_residuals")),
    )
    op.create_table(
        "search_entries",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_search_entries_person_id"), "search_entries", ["person_id"], unique=False)
    op.create_index("ix_search_entries_row", "search_entries", ["row_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("slot_id", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "tallies",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("for_whom", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_tallies_month"), "tallies", ["month"], unique=False)
    op.create_table(
        "taxonomy",
        sa.Column("list_name", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=True),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_taxonomy_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomy")),
    )
    op.create_index("ix_taxonomy_list_code", "taxonomy", ["list_name", "code"], unique=False)
    op.create_table(
        "waiting",
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
    )
    op.create_index(op.f("ix_waiting_person_id"), "waiting", ["person_id"], unique=False)
    op.create_index(op.f("ix_waiting_until"), "waiting", ["until"], unique=False)


def _contacts_people_services(op: Operations) -> None:
    """Make contacts, people and services."""
    op.create_table(
        "contacts",
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("setting", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("reached", sa.String(length=16), nullable=False),
        sa.Column("unidentified", sa.Integer(), nullable=False),
        sa.Column("violence_spoken", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_contacts_created_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_contacts")),
        sa.UniqueConstraint("id", name=op.f("uq_contacts_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_contacts_at_utc"), "contacts", ["at_utc"], unique=False)
    op.create_index("ix_contacts_month", "contacts", ["on_date", "setting", "channel"], unique=False)
    op.create_table(
        "people",
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("pronouns", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=True),
        sa.Column("age_band", sa.String(length=16), nullable=True),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("first_contact_on", sa.Date(), nullable=True),
        sa.Column("served_elsewhere", sa.Boolean(), nullable=True),
        sa.Column("adults", sa.Integer(), nullable=True),
        sa.Column("mother", sa.String(length=8), nullable=True),
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_people_created_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_people")),
        sa.UniqueConstraint("id", name=op.f("uq_people_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "services",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("costs", sa.Text(), nullable=False),
        sa.Column("children_welcome", sa.Boolean(), nullable=True),
        sa.Column("papers_needed", sa.Boolean(), nullable=True),
        sa.Column("how_to_refer", sa.Text(), nullable=False),
        sa.Column("ask_for", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_services_created_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_services")),
        sa.UniqueConstraint("id", name=op.f("uq_services_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_people_code"), "people", ["code"], unique=False)


def _what_belongs_to_them(op: Operations) -> None:
    """Make what belongs to contacts, people and services."""
    op.create_table(
        "children",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("band", sa.String(length=16), nullable=False),
        sa.Column("lives", sa.String(length=16), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_children_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_children_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_children")),
    )
    op.create_index(op.f("ix_children_person_id"), "children", ["person_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("not_now", sa.String(length=24), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("keep_from", sa.Text(), nullable=False),
        sa.Column("kept_reason", sa.Text(), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_consents_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_consents")),
        sa.UniqueConstraint("id", name=op.f("uq_consents_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consents_person", "consents", ["person_id", "purpose", "subject_id"], unique=False)
    op.create_index("ix_consents_until", "consents", ["until"], unique=False)
    op.create_table(
        "contact_marks",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("list_name", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_marks_contact_id")),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_contact_marks_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contact_marks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_marks")),
    )
    op.create_index(op.f("ix_contact_marks_contact_id"), "contact_marks", ["contact_id"], unique=False)
    op.create_index(op.f("ix_contact_marks_person_id"), "contact_marks", ["person_id"], unique=False)
    op.create_table(
        "contact_means",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("rule_how", sa.Text(), nullable=False),
        sa.Column("rule_when", sa.Text(), nullable=False),
        sa.Column("rule_say", sa.Text(), nullable=False),
        sa.Column("rule_voicemail", sa.Boolean(), nullable=True),
        sa.Column("rule_by_whom", sa.Text(), nullable=False),
        sa.Column("rule_seen", sa.Boolean(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_contact_means_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contact_means_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_means")),
    )
    op.create_index(op.f("ix_contact_means_person_id"), "contact_means", ["person_id"], unique=False)
    op.create_table(
        "contact_people",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("her_words", sa.Text(), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_people_contact_id")),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_contact_people_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contact_people_person_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_contact_people")),
        sa.UniqueConstraint("id", name=op.f("uq_contact_people_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_contact_people_contact_id"), "contact_people", ["contact_id"], unique=False)
    op.create_index(
        "ix_contact_people_month", "contact_people", ["on_date", "person_id", "contact_id"], unique=False
    )
    op.create_index("ix_contact_people_person", "contact_people", ["person_id", "on_date"], unique=False)
    op.create_table(
        "contact_staff",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_staff_contact_id")),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_contact_staff_created_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_contact_staff_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_staff")),
    )
    op.create_index(op.f("ix_contact_staff_contact_id"), "contact_staff", ["contact_id"], unique=False)
    op.create_table(
        "contact_supplies",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_supplies_contact_id")),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_contact_supplies_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_supplies")),
    )
    op.create_index(op.f("ix_contact_supplies_contact_id"), "contact_supplies", ["contact_id"], unique=False)
    op.create_table(
        "history",
        sa.Column("table_name", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("earlier", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_history_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_history_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index(op.f("ix_history_person_id"), "history", ["person_id"], unique=False)
    op.create_index("ix_history_row", "history", ["table_name", "row_id"], unique=False)
    op.create_table(
        "needs",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("for_whom", sa.String(length=16), nullable=False),
        sa.Column("child_band", sa.String(length=16), nullable=True),
        sa.Column("pressing", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_needs_contact_id")),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_needs_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_needs_person_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_needs")),
        sa.UniqueConstraint("id", name=op.f("uq_needs_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_needs_contact_id"), "needs", ["contact_id"], unique=False)
    op.create_index("ix_needs_month", "needs", ["raised_on", "kind", "person_id"], unique=False)
    op.create_index("ix_needs_open", "needs", ["state", "person_id"], unique=False)
    op.create_index("ix_needs_person", "needs", ["person_id", "state"], unique=False)
    op.create_table(
        "other_names",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_other_names_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_other_names_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_names")),
    )
    op.create_index(op.f("ix_other_names_person_id"), "other_names", ["person_id"], unique=False)
    op.create_table(
        "service_offers",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_service_offers_created_by")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_service_offers_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_offers")),
    )
    op.create_index(op.f("ix_service_offers_service_id"), "service_offers", ["service_id"], unique=False)
    op.create_table(
        "work_settings",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_work_settings_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_work_settings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_settings")),
    )
    op.create_index(op.f("ix_work_settings_person_id"), "work_settings", ["person_id"], unique=False)


def _referrals(op: Operations) -> None:
    """Make what belongs to needs and referrals."""
    op.create_table(
        "need_reasons",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_need_reasons_created_by")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_need_reasons_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_reasons")),
    )
    op.create_index(op.f("ix_need_reasons_need_id"), "need_reasons", ["need_id"], unique=False)
    op.create_table(
        "referrals",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_referrals_contact_id")),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_referrals_created_by")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_referrals_need_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_referrals_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_referrals_service_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_referrals")),
        sa.UniqueConstraint("id", name=op.f("uq_referrals_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_referrals_contact_id"), "referrals", ["contact_id"], unique=False)
    op.create_index(op.f("ix_referrals_need_id"), "referrals", ["need_id"], unique=False)
    op.create_index(op.f("ix_referrals_person_id"), "referrals", ["person_id"], unique=False)
    op.create_index(op.f("ix_referrals_service_id"), "referrals", ["service_id"], unique=False)
    op.create_table(
        "follow_ups",
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.Time(), nullable=True),
        sa.Column("for_staff", sa.Uuid(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_follow_ups_contact_id")),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_follow_ups_created_by")),
        sa.ForeignKeyConstraint(["for_staff"], ["staff.id"], name=op.f("fk_follow_ups_for_staff")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_follow_ups_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_follow_ups_referral_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("id", name=op.f("uq_follow_ups_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_follow_ups_contact_id"), "follow_ups", ["contact_id"], unique=False)
    op.create_index("ix_follow_ups_open", "follow_ups", ["done_on", "due_on"], unique=False)
    op.create_index(op.f("ix_follow_ups_person_id"), "follow_ups", ["person_id"], unique=False)
    op.create_index(op.f("ix_follow_ups_referral_id"), "follow_ups", ["referral_id"], unique=False)
    op.create_table(
        "referral_steps",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("company", sa.String(length=16), nullable=True),
        sa.Column("appointment_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_referral_steps_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_referral_steps_person_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_referral_steps_referral_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_referral_steps")),
        sa.UniqueConstraint("id", name=op.f("uq_referral_steps_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_referral_steps_month", "referral_steps", ["on_date", "step", "kind", "person_id"], unique=False
    )
    op.create_index(op.f("ix_referral_steps_person_id"), "referral_steps", ["person_id"], unique=False)
    op.create_index(op.f("ix_referral_steps_referral_id"), "referral_steps", ["referral_id"], unique=False)
