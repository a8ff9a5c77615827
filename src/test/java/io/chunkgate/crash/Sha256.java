package io.chunkgate.crash;

import io.chunkgate.testkit.TestData;
import java.util.Base64;
import java.util.HexFormat;

/** Digests in the format of tus. */
final class Sha256 {
    private Sha256() {}

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(TestData.sha256(bytes)));
    }
}
