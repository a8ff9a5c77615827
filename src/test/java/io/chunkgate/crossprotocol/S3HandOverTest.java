package io.chunkgate.crossprotocol;

import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.S3Server;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The matrix on a real S3 server, with a new bucket for each pair: as many random pairs as there are ways. {@code
 * -Dhandover.pairs=all} runs all pairs, in a minute or more.
 */
@Tag("slow")
class S3HandOverTest extends HandOverMatrix {
    @TempDir
    private Path unused;

    static Stream<Case> pairs() {
        return "all".equals(System.getProperty("handover.pairs")) ? allPairs() : somePairs();
    }

    @Override
    JsonObject config() {
        return Listeners.config(unused)
                .put("store", new JsonObject().put("type", "s3"))
                .put("s3", S3Server.shared().newBucket().toJson());
    }
}
