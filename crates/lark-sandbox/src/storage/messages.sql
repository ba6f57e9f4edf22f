-- Whoever was seen in a chat has read it up to `message`.
CREATE TABLE reads (
    chat INTEGER NOT NULL REFERENCES chats,
    actor INTEGER NOT NULL REFERENCES actors,
    message INTEGER NOT NULL REFERENCES messages,
    at INTEGER NOT NULL,
    PRIMARY KEY (chat, actor, message)
) WITHOUT ROWID;

CREATE TABLE pins (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL UNIQUE REFERENCES messages,
    chat INTEGER NOT NULL REFERENCES chats,
    actor INTEGER NOT NULL REFERENCES actors,
    at INTEGER NOT NULL
);
CREATE INDEX pins_in_order ON pins (chat, at, id);

CREATE TABLE urgents (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages,
    chat INTEGER NOT NULL REFERENCES chats,
    actor INTEGER NOT NULL REFERENCES actors,
    way TEXT NOT NULL CHECK (way IN ('app', 'sms', 'phone')),
    at INTEGER NOT NULL
);
CREATE INDEX urgents_by_actor ON urgents (actor);

-- `bubbles` is the list as it came.
CREATE TABLE follow_ups (
    message INTEGER PRIMARY KEY REFERENCES messages,
    bubbles TEXT NOT NULL,
    at INTEGER NOT NULL
);

CREATE TABLE batches (
    id INTEGER PRIMARY KEY,
    batch_id TEXT NOT NULL UNIQUE,
    app INTEGER NOT NULL REFERENCES apps,
    at INTEGER NOT NULL,
    recalled INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE batch_messages (
    batch INTEGER NOT NULL REFERENCES batches,
    message INTEGER NOT NULL REFERENCES messages,
    PRIMARY KEY (batch, message)
) WITHOUT ROWID;
CREATE INDEX batch_of_message ON batch_messages (message);

-- Cards that one person sees, for as long as they are not taken back.
CREATE TABLE ephemerals (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    chat INTEGER NOT NULL REFERENCES chats,
    actor INTEGER NOT NULL REFERENCES actors,
    sender INTEGER NOT NULL REFERENCES actors,
    card TEXT NOT NULL,
    at INTEGER NOT NULL
);

-- `token` and `secret` outlive a reset; `secret` is null where calls are not signed.
CREATE TABLE webhooks (
    name TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    secret TEXT,
    keyword TEXT,
    app INTEGER NOT NULL REFERENCES apps,
    chat INTEGER NOT NULL REFERENCES chats
) WITHOUT ROWID;
