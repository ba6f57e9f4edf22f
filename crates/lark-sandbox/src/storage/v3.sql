-- Files are kept in pieces, so that no part of one costs reading the whole.
CREATE TABLE pieces (
    file INTEGER NOT NULL REFERENCES files,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (file, number)
);
INSERT INTO pieces (file, number, bytes)
    WITH RECURSIVE cut (file, number, size) AS (
        SELECT b.file, 0, f.size FROM blobs b JOIN files f ON f.id = b.file WHERE f.size > 0
        UNION ALL
        SELECT file, number + 1, size FROM cut WHERE (number + 1) * 262144 < size
    )
    SELECT c.file, c.number, substr(b.bytes, c.number * 262144 + 1, 262144)
    FROM cut c JOIN blobs b ON b.file = c.file;
DROP TABLE blobs;
