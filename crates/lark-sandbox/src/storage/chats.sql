-- Who may speak where a list says so.
CREATE TABLE speakers (
    id INTEGER PRIMARY KEY,
    chat INTEGER NOT NULL REFERENCES chats,
    actor INTEGER NOT NULL REFERENCES actors,
    UNIQUE (chat, actor)
);

-- Who waits to be let in, and who proposed them.
CREATE TABLE join_requests (
    id INTEGER PRIMARY KEY,
    chat INTEGER NOT NULL REFERENCES chats,
    actor INTEGER NOT NULL REFERENCES actors,
    inviter INTEGER NOT NULL REFERENCES actors,
    at INTEGER NOT NULL,
    UNIQUE (chat, actor)
);

-- `content` is the document, JSON.
CREATE TABLE announcements (
    chat INTEGER PRIMARY KEY REFERENCES chats,
    content TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner INTEGER NOT NULL REFERENCES actors,
    modifier INTEGER NOT NULL REFERENCES actors,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

-- `message` is null where the announcement is on top.
CREATE TABLE top_notices (
    chat INTEGER PRIMARY KEY REFERENCES chats,
    message INTEGER REFERENCES messages,
    actor INTEGER NOT NULL REFERENCES actors,
    at INTEGER NOT NULL
);

-- `tab` and `item` are JSON, as the wire has them but for the ids. `parent` is a menu's top level.
CREATE TABLE tabs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat INTEGER NOT NULL REFERENCES chats,
    place INTEGER NOT NULL,
    tab TEXT NOT NULL
);
CREATE INDEX tabs_in_order ON tabs (chat, place, id);
CREATE TABLE menu_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat INTEGER NOT NULL REFERENCES chats,
    parent INTEGER REFERENCES menu_items,
    place INTEGER NOT NULL,
    item TEXT NOT NULL
);
CREATE INDEX menu_items_in_order ON menu_items (chat, place, id);
