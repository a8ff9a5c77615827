package io.chunkgate.crossprotocol;

import io.chunkgate.testkit.Listeners;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The matrix on the local store. */
@Tag("slow")
class HandOverTest extends HandOverMatrix {
    @TempDir
    private Path root;

    static Stream<Case> pairs() {
        return allPairs();
    }

    @Override
    JsonObject config() {
        return Listeners.config(root);
    }
}
