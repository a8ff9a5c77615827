package io.chunkgate.config;

/**
 * Section {@code store}: the store of the files.
 *
 * @param type         {@code local}: a folder of this machine; {@code s3}: the bucket of section {@code s3}
 * @param root         folder of the store {@code local}, created if it is missing; a relative path starts at the
 *                      working directory
 * @param maxOpenFiles maximum of files and uploads that are open at the same time, over all protocols
 */
public record StoreConfig(String type, String root, int maxOpenFiles) implements ConfigSection {
    static StoreConfig from(Section section) {
        return new StoreConfig(
                section.requiredText("type", "local"),
                section.requiredText("root", "./files"),
                section.integer("maxOpenFiles", 4096, 1, 1_000_000));
    }
}
