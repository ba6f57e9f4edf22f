-- What a person has for themselves: seen by nobody else.
CREATE TABLE nicknames (
    chat INTEGER NOT NULL REFERENCES chats,
    actor INTEGER NOT NULL REFERENCES actors,
    nickname TEXT NOT NULL,
    PRIMARY KEY (chat, actor)
) WITHOUT ROWID;

CREATE TABLE chat_user_settings (
    chat INTEGER NOT NULL REFERENCES chats,
    actor INTEGER NOT NULL REFERENCES actors,
    is_muted INTEGER NOT NULL DEFAULT 0,
    is_mute_at_all INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (chat, actor)
) WITHOUT ROWID;

CREATE TABLE flags (
    id INTEGER PRIMARY KEY,
    actor INTEGER NOT NULL REFERENCES actors,
    item_id TEXT NOT NULL,
    item_type TEXT NOT NULL,
    flag_type TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    UNIQUE (actor, item_id, item_type, flag_type)
);
CREATE INDEX flags_in_order ON flags (actor, updated_at, id);

-- `rules` is JSON with actors' numbers for their ids.
CREATE TABLE feed_groups (
    id INTEGER PRIMARY KEY,
    group_id TEXT NOT NULL UNIQUE,
    actor INTEGER NOT NULL REFERENCES actors,
    type TEXT NOT NULL CHECK (type IN ('normal', 'rule')),
    name TEXT NOT NULL,
    rules TEXT,
    updated_at INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX feed_groups_in_order ON feed_groups (actor, updated_at, id);
CREATE TABLE feed_group_items (
    id INTEGER PRIMARY KEY,
    feed_group INTEGER NOT NULL REFERENCES feed_groups,
    chat INTEGER NOT NULL REFERENCES chats,
    updated_at INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    UNIQUE (feed_group, chat)
);

CREATE TABLE feed_shortcuts (
    id INTEGER PRIMARY KEY,
    actor INTEGER NOT NULL REFERENCES actors,
    chat INTEGER NOT NULL REFERENCES chats,
    place INTEGER NOT NULL,
    UNIQUE (actor, chat)
);

-- Whose messages somebody wants to see first.
CREATE TABLE special_focus (
    id INTEGER PRIMARY KEY,
    actor INTEGER NOT NULL REFERENCES actors,
    target INTEGER NOT NULL REFERENCES actors,
    UNIQUE (actor, target)
);
