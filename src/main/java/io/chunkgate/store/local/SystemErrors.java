package io.chunkgate.store.local;

import io.chunkgate.store.ErrorCode;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the errors of the operating system for which Java has no exception type. Java passes on only their texts, which
 * are in the language of the process's locale. So the texts are obtained from the same C library: by error number where
 * Netty's native code is available, and by provoking the errors that can be provoked without a trace.
 */
final class SystemErrors {
    private static final String ADDED_BY_JAVA = " (NOFOLLOW_LINKS specified)";
    private static final int TOO_LONG = 5000;

    /** The errors of this process, in its language and in English. */
    static final SystemErrors OF_THIS_PROCESS = new SystemErrors(SystemErrors::text).withProvoked();

    private final Map<String, Kind> byText = new LinkedHashMap<>();

    /** A kind of error: its number in Linux, its text in English, and the code that clients get. */
    enum Kind {
        INPUT_OUTPUT(5, "input/output error", ErrorCode.INTERNAL),
        TOO_MANY_OPEN_FILES_OF_ALL(23, "too many open files in system", ErrorCode.RESOURCE_EXHAUSTED),
        TOO_MANY_OPEN_FILES(24, "too many open files", ErrorCode.RESOURCE_EXHAUSTED),
        NOT_A_FOLDER(20, "not a directory", ErrorCode.NOT_FOUND),
        TOO_LARGE(27, "file too large", ErrorCode.RESOURCE_EXHAUSTED),
        FULL(28, "no space left on device", ErrorCode.RESOURCE_EXHAUSTED),
        READ_ONLY(30, "read-only file system", ErrorCode.UNAVAILABLE),
        LONG_NAME(36, "file name too long", ErrorCode.INVALID_ARGUMENT),
        LINK_LOOP(40, "too many levels of symbolic links", ErrorCode.NOT_FOUND),
        NOT_CONNECTED(107, "transport endpoint is not connected", ErrorCode.UNAVAILABLE),
        STALE(116, "stale file handle", ErrorCode.UNAVAILABLE),
        QUOTA(122, "disk quota exceeded", ErrorCode.RESOURCE_EXHAUSTED);

        private final int number;
        private final String english;
        private final ErrorCode code;

        Kind(int number, String english, ErrorCode code) {
            this.number = number;
            this.english = english;
            this.code = code;
        }

        /** The text for clients. */
        String english() {
            return english;
        }

        ErrorCode code() {
            return code;
        }
    }

    /** @param textOf the text of the C library for an error number, if it is known */
    SystemErrors(IntFunction<Optional<String>> textOf) {
        for (Kind kind : Kind.values()) {
            add(kind.english, kind);
            textOf.apply(kind.number).ifPresent(text -> add(text, kind));
        }
    }

    /** The kind of an error with this text, to which Java may have added more. */
    Optional<Kind> find(String reason) {
        String text = reason.toLowerCase(Locale.ROOT);
        return byText.entrySet().stream()
                .filter(entry -> text.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private void add(String text, Kind kind) {
        if (!text.isBlank()) {
            byText.putIfAbsent(text.toLowerCase(Locale.ROOT), kind);
        }
    }

    /** Netty's exceptions are created from a negative number, and end with the text. */
    private static Optional<String> text(int number) {
        if (!Epoll.isAvailable()) {
            return Optional.empty();
        }
        String message = String.valueOf(new Errors.NativeIoException("", -number, false).getMessage());
        int colon = message.indexOf(": ");
        return colon < 0 ? Optional.empty() : Optional.of(message.substring(colon + 2));
    }

    private SystemErrors withProvoked() {
        provoke(Kind.NOT_A_FOLDER, Path.of("/dev/null/file"), StandardOpenOption.READ);
        provoke(Kind.LONG_NAME, Path.of("/" + "n".repeat(TOO_LONG)), StandardOpenOption.READ);
        provoke(Kind.LINK_LOOP, Path.of("/proc/self/exe"), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        provokeFullDisk(Path.of("/dev/full"));
        return this;
    }

    private void provoke(Kind kind, Path path, OpenOption... options) {
        try {
            FileChannel.open(path, options).close(); // No error on another system.
        } catch (IOException error) {
            learn(kind, error);
        }
    }

    private void provokeFullDisk(Path device) {
        if (!Files.exists(device)) {
            return; // Another system, on which this would create a file.
        }
        try {
            Files.write(device, new byte[1], StandardOpenOption.WRITE);
        } catch (IOException error) {
            learn(Kind.FULL, error);
        }
    }

    /** An error that has a type is not the one that was to be provoked. */
    private void learn(Kind kind, IOException error) {
        if (error.getClass() == IOException.class || error.getClass() == FileSystemException.class) {
            add(reason(error).replace(ADDED_BY_JAVA, ""), kind);
        }
    }

    /** The text of the C library in an error of Java, without the path. */
    static String reason(Throwable error) {
        @Nullable
        String reason = error instanceof FileSystemException failure ? failure.getReason() : error.getMessage();
        return reason == null ? "" : reason;
    }
}
