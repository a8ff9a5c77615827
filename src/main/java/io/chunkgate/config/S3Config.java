package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code s3}: the bucket of the store {@code s3}. Credentials are not part of it.
 *
 * @param endpoint  address of the S3 server; empty for Amazon's in the region
 * @param bucket    which must exist; empty where the store is another
 * @param prefix    what every key in the bucket begins with; may be empty
 * @param region    as requests are signed for it
 * @param pathStyle whether the bucket is a part of the path and not of the host name
 */
public record S3Config(String endpoint, String bucket, String prefix, String region, boolean pathStyle) {
    static S3Config from(Section section) {
        return new S3Config(
                section.text("endpoint", ""),
                section.text("bucket", ""),
                section.text("prefix", ""),
                section.requiredText("region", "us-east-1"),
                section.flag("pathStyle", true));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("endpoint", endpoint)
                .put("bucket", bucket)
                .put("prefix", prefix)
                .put("region", region)
                .put("pathStyle", pathStyle);
    }
}
