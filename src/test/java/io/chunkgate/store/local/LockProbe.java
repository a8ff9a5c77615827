package io.chunkgate.store.local;

import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.RunningCommand;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process, which locks a file as another gateway would, and keeps it locked until its input ends. */
final class LockProbe {
    static final String LOCKED = "locked";
    static final String REFUSED = "refused";

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private LockProbe() {}

    /** A process that says {@link #LOCKED} or {@link #REFUSED}. The caller closes it. */
    static RunningCommand start(Path file) {
        return Command.of(JAVA, "-cp", Path.of("target/test-classes"), LockProbe.class.getName(), file)
                .start();
    }

    public static void main(String... arguments) throws IOException {
        try (FileChannel channel =
                FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            boolean locked = channel.tryLock() != null;
            System.out.println(locked ? LOCKED : REFUSED);
            while (locked && System.in.read() >= 0) {
                // What is said to it does not matter.
            }
        }
    }
}
