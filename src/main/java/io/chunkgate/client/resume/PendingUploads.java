package io.chunkgate.client.resume;

import java.io.IOException;
import java.util.Optional;

/** Remembers an upload that is not finished, so that another run of the program can go on with it. Blocking. */
public interface PendingUploads {
    /** For an upload that cannot be taken up by another run. */
    PendingUploads NONE = new PendingUploads() {
        @Override
        public Optional<String> recall() {
            return Optional.empty();
        }

        @Override
        public void remember(String id) {}

        @Override
        public void forget() {}
    };

    /** The id of the upload of these very bytes that an earlier run began; empty when there is none. */
    Optional<String> recall() throws IOException;

    void remember(String id) throws IOException;

    void forget() throws IOException;
}
