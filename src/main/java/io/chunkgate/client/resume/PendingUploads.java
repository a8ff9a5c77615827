package io.chunkgate.client.resume;

import java.io.IOException;
import java.util.Optional;

/** Stores the id of an incomplete upload, so that a later run of the program can resume it. Blocking. */
public interface PendingUploads {
    /** Stores nothing: a later run cannot resume the upload. */
    PendingUploads NONE = new PendingUploads() {
        @Override
        public Optional<String> load() {
            return Optional.empty();
        }

        @Override
        public void save(String id) {}

        @Override
        public void clear() {}
    };

    /** The id of the upload of the same bytes by an earlier run; empty if there is none. */
    Optional<String> load() throws IOException;

    void save(String id) throws IOException;

    void clear() throws IOException;
}
