package io.chunkgate.store.local;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the path of an open channel in {@code /proc/self/fd}, which leads to what was opened, whatever its names lead to
 * since. Java has no API for the number of a descriptor; it is read from the fields of the JDK's classes through {@code
 * sun.misc.Unsafe}, which needs no option before Java 24.
 */
final class DescriptorNumber {
    private static final Logger LOG = LoggerFactory.getLogger(DescriptorNumber.class);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final @Nullable DescriptorNumber FIELDS = Files.isDirectory(DESCRIPTORS) ? find() : null;

    private final Object unsafe;
    private final Method getObject;
    private final Method getInt;
    private final long descriptorOffset;
    private final long numberOffset;

    private DescriptorNumber() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        unsafe = instance.get(null);
        getObject = type.getMethod("getObject", Object.class, long.class);
        getInt = type.getMethod("getInt", Object.class, long.class);
        Method offset = type.getMethod("objectFieldOffset", Field.class);
        Class<?> channel = Class.forName("sun.nio.ch.FileChannelImpl");
        descriptorOffset = (long) offset.invoke(unsafe, channel.getDeclaredField("fd"));
        numberOffset = (long) offset.invoke(unsafe, FileDescriptor.class.getDeclaredField("fd"));
    }

    /** The path of an open channel in {@code /proc}; empty on another system than Linux, and where Java denies the number. */
    static Optional<Path> path(FileChannel channel) {
        return FIELDS == null
                ? Optional.empty()
                : Optional.of(DESCRIPTORS.resolve(Integer.toString(FIELDS.of(channel))));
    }

    private static @Nullable DescriptorNumber find() {
        try {
            DescriptorNumber fields = new DescriptorNumber();
            try (FileChannel root = FileChannel.open(Path.of("/"))) {
                Path found = DESCRIPTORS.resolve(Integer.toString(fields.of(root)));
                if (Files.isSameFile(found, Path.of("/"))) {
                    return fields;
                }
            }
        } catch (Exception e) {
            LOG.debug("The numbers of descriptors are unknown", e);
        }
        LOG.warn("This Java denies the numbers of open files: a local program that swaps folders and symbolic links"
                + " can lead accesses out of the store (expected: --sun-misc-unsafe-memory-access=allow)");
        return null;
    }

    private int of(FileChannel channel) {
        try {
            Object descriptor = getObject.invoke(unsafe, channel, descriptorOffset);
            return (int) getInt.invoke(unsafe, descriptor, numberOffset);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
