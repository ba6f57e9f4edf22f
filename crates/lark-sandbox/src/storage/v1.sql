CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('id', 0);

CREATE TABLE tenants (id INTEGER PRIMARY KEY, tenant_key TEXT NOT NULL UNIQUE, name TEXT NOT NULL);

-- People and bots. `scopes` is what the person granted, null for all.
CREATE TABLE actors (
    id INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL REFERENCES tenants,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'bot')),
    name TEXT NOT NULL,
    en_name TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    mobile TEXT NOT NULL DEFAULT '',
    user_id TEXT NOT NULL DEFAULT '',
    union_id TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'resigned')),
    scopes TEXT
);
CREATE UNIQUE INDEX actors_by_union_id ON actors (union_id);
CREATE UNIQUE INDEX actors_by_user_id ON actors (user_id) WHERE user_id <> '';
CREATE UNIQUE INDEX actors_by_email ON actors (email) WHERE email <> '';

-- `scopes` is what the app has, null for all.
CREATE TABLE apps (
    id INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL REFERENCES tenants,
    app_id TEXT NOT NULL UNIQUE,
    secret TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT,
    bot INTEGER NOT NULL UNIQUE REFERENCES actors
);

CREATE TABLE open_ids (
    app INTEGER NOT NULL REFERENCES apps,
    actor INTEGER NOT NULL REFERENCES actors,
    open_id TEXT NOT NULL UNIQUE,
    PRIMARY KEY (app, actor)
) WITHOUT ROWID;

-- `actor` is who acts: a person, or the app's bot. `scopes` is what was granted, null for all.
CREATE TABLE tokens (
    token TEXT PRIMARY KEY,
    app INTEGER NOT NULL REFERENCES apps,
    actor INTEGER NOT NULL REFERENCES actors,
    scopes TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tokens_by_actor ON tokens (app, actor, expires_at);

-- `pair` is the two actors of a conversation between two.
CREATE TABLE chats (
    id INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL REFERENCES tenants,
    chat_id TEXT NOT NULL UNIQUE,
    mode TEXT NOT NULL CHECK (mode IN ('group', 'topic', 'p2p')),
    type TEXT NOT NULL CHECK (type IN ('private', 'public')),
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    avatar TEXT NOT NULL,
    owner INTEGER REFERENCES actors,
    creator INTEGER NOT NULL REFERENCES actors,
    settings TEXT NOT NULL DEFAULT '{}',
    status TEXT NOT NULL DEFAULT 'normal' CHECK (status IN ('normal', 'dissolved')),
    pair TEXT UNIQUE,
    created_at INTEGER NOT NULL,
    active_at INTEGER NOT NULL,
    next_position INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    chat INTEGER NOT NULL REFERENCES chats,
    actor INTEGER NOT NULL REFERENCES actors,
    role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'manager')),
    UNIQUE (chat, actor)
);
CREATE INDEX members_by_actor ON members (actor, chat);
CREATE INDEX members_in_order ON members (chat, id);

-- `content` is what is read back, `source` a card as it was sent. `thread` is the thread's first
-- message; a reply in a thread has a place there and none in the chat. What is in a forwarded bundle
-- are copies without a place: their `upper` is the message whose number the bundle goes by.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    chat INTEGER NOT NULL REFERENCES chats,
    sender INTEGER NOT NULL REFERENCES actors,
    app INTEGER NOT NULL REFERENCES apps,
    msg_type TEXT NOT NULL,
    content TEXT NOT NULL,
    source TEXT,
    mentions TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    edits INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    root INTEGER,
    parent INTEGER,
    thread INTEGER,
    position INTEGER,
    thread_position INTEGER,
    upper INTEGER,
    bundle INTEGER
);
CREATE INDEX messages_in_bundle ON messages (upper, id) WHERE upper IS NOT NULL;
CREATE INDEX messages_in_chat ON messages (chat, created_at, id) WHERE position IS NOT NULL;
CREATE INDEX messages_in_thread ON messages (thread, created_at, id) WHERE thread IS NOT NULL;

CREATE TABLE threads (
    message INTEGER PRIMARY KEY REFERENCES messages,
    thread_id TEXT NOT NULL UNIQUE,
    next_position INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE reactions (
    id INTEGER PRIMARY KEY,
    reaction_id TEXT NOT NULL UNIQUE,
    message INTEGER NOT NULL REFERENCES messages,
    actor INTEGER NOT NULL REFERENCES actors,
    emoji TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (message, actor, emoji)
);
CREATE INDEX reactions_in_order ON reactions (message, id);

-- `type` is a file's `file_type` or an image's `image_type`; `duration` is in milliseconds.
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    file_key TEXT NOT NULL UNIQUE,
    app INTEGER NOT NULL REFERENCES apps,
    actor INTEGER NOT NULL REFERENCES actors,
    kind TEXT NOT NULL CHECK (kind IN ('image', 'file')),
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    duration INTEGER,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL
);
CREATE TABLE blobs (file INTEGER PRIMARY KEY REFERENCES files, bytes BLOB NOT NULL);

CREATE TABLE uuids (
    app INTEGER NOT NULL REFERENCES apps,
    kind TEXT NOT NULL,
    uuid TEXT NOT NULL,
    result INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (app, kind, uuid)
) WITHOUT ROWID;

-- A row for every change of the state, with the ids of what it touched.
CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ids TEXT NOT NULL
);
