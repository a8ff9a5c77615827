package io.chunkgate.access;

import java.util.Locale;

/** The permissions below a prefix of names. None includes another. */
public enum Permission {
    /** To read files and their attributes; to follow uploads. */
    READ,
    /** To list folders. */
    LIST,
    /** To upload and to replace files; to query and discard uploads. */
    WRITE,
    /** To delete files. */
    DELETE;

    /** As written in the file of rules. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
