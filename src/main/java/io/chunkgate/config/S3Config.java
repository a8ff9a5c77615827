package io.chunkgate.config;

/**
 * Section {@code s3}: the bucket of the store {@code s3}. Credentials come from the environment (AWS_ACCESS_KEY_ID and
 * AWS_SECRET_ACCESS_KEY), from ~/.aws, or from the role of the machine, in this order.
 *
 * @param endpoint  address of the S3 server, such as {@code http://127.0.0.1:9001}; empty for that of Amazon in the
 *                   region
 * @param bucket    name of the bucket, which must exist
 * @param prefix    prefix of every key, such as {@code chunkgate/}; empty for the whole bucket
 * @param region    region for which requests are signed
 * @param pathStyle whether the bucket is in the path of requests, as most servers expect, and not in the host name
 */
public record S3Config(
        @Key.Text String endpoint,
        @Key.Text String bucket,
        @Key.Text String prefix,
        @Key.Text(value = "us-east-1", required = true) String region,
        @Key.Flag(true) boolean pathStyle)
        implements ConfigSection {}
