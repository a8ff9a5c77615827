package io.chunkgate.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The files that clients can see in a store.
 *
 * @param root    the folder of the store
 * @param numbers of their contents
 */
record PublishedFiles(Path root, Map<Path, Long> numbers) {
    private static final String OWN_FOLDER = ".chunkgate";

    /** Reads all of them; fails the test if one is incomplete. */
    static PublishedFiles in(Path root) throws IOException {
        Map<Path, Long> numbers = new HashMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean isOwn = folder.equals(root.resolve(OWN_FOLDER)); // The gateway deletes files there meanwhile.
                return isOwn ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                numbers.put(file, Content.numberOf(file));
                return FileVisitResult.CONTINUE;
            }
        });
        return new PublishedFiles(root, numbers);
    }

    int count() {
        return numbers.size();
    }

    void assertHas(Acknowledged acknowledged) {
        acknowledged.files.forEach((name, content) ->
                assertThat(numbers).as("acknowledged files").containsEntry(root.resolve(name), content.number()));
        Set<Long> all = new HashSet<>(numbers.values());
        assertThat(all).as("what TCP acknowledged").containsAll(acknowledged.raw);
        if (acknowledged.replaced.get() >= 0) {
            assertThat(numbers.get(root.resolve(Uploaders.REPLACED)))
                    .isGreaterThanOrEqualTo(acknowledged.replaced.get());
        }
    }

    void delete() throws IOException {
        for (Path file : numbers.keySet()) {
            Files.delete(file);
        }
    }
}
