package io.chunkgate.access;

import java.util.Locale;

/** What can be allowed below a prefix of names. None includes another. */
public enum Permission {
    /** To see the bytes of files, and what is known of them; to follow uploads. */
    READ,
    /** To see what is in folders. */
    LIST,
    /** To upload, to replace what is there, and to see and end uploads. */
    WRITE,
    /** To delete files. */
    DELETE;

    /** As people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
