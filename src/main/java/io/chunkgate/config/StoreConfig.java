package io.chunkgate.config;

/**
 * Section {@code store}: the store of the files.
 *
 * @param type         {@code local}: a folder of this machine; {@code s3}: the bucket of section {@code s3}
 * @param root         folder of the store {@code local}, created if it is missing; a relative path starts at the
 *                      working directory
 * @param id           what the file {@code .chunkgate/id} of the folder must have, so that the gateway does not start while
 *                      the disk is not mounted; empty for any folder
 * @param maxOpenFiles maximum of files and uploads that are open at the same time, over all protocols
 */
public record StoreConfig(
        @Key.Text(value = "local", required = true) String type,
        @Key.Text(value = "./files", required = true) String root,
        @Key.Text String id,
        @Key.Range(value = 4096, min = 1, max = 1_000_000) int maxOpenFiles)
        implements ConfigSection {}
