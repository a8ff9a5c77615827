package io.chunkgate.store.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the SHA-256 of a file in an extended attribute of it, so that it is published, renamed and deleted with the file.
 * The attribute has the size and time of modification for which the digest is valid. A computed digest has the time of the
 * computation too, and is valid only if the inode did not change later: this detects a file that was overwritten and whose
 * time was reset. On a file system without extended attributes no digest is stored.
 *
 * <p>Everything here blocks.
 */
final class DigestAttribute {
    private static final Logger LOG = LoggerFactory.getLogger(DigestAttribute.class);
    private static final String ATTRIBUTE = "chunkgate.sha256";
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{64}) ([0-9]+) (-?[0-9]+) (?:(published)|computed ([0-9]{1,18}|[0-8][0-9]{18}))");
    private static final int MAX_LENGTH = 160;

    /** The maximum difference between the time in the attribute and the time of change that writing it sets. */
    private static final long WRITE_NANOS = Duration.ofMillis(50).toNanos();

    private DigestAttribute() {}

    /** The origin of a digest, which decides whether the entity tag is derived from it. */
    enum Origin {
        /** The file was uploaded: the digest was known when the version was published. */
        PUBLISHED,
        /** Computed later, for a file that was put there by hand: its entity tag does not change. */
        COMPUTED
    }

    /** A digest that is valid for the given version. */
    record Known(String sha256, Origin origin) {}

    /** The stored digest of a file, if it is valid for the version. */
    static Optional<Known> read(Path path, FileVersion version) {
        try {
            UserDefinedFileAttributeView view = view(path);
            return view.list().contains(ATTRIBUTE) ? parse(read(view), version) : Optional.empty();
        } catch (IOException e) {
            LOG.debug("Cannot read the digest of {}: {}", path, e.toString());
            return Optional.empty();
        }
    }

    /** Stores a digest for the version; returns false when the file system cannot. */
    static boolean write(Path path, FileVersion version, Known digest) {
        String origin = digest.origin() == Origin.PUBLISHED ? "published" : "computed " + nanos(Instant.now());
        String value = digest.sha256() + " " + version.size() + " " + version.modifiedNanos() + " " + origin;
        try {
            view(path).write(ATTRIBUTE, US_ASCII.encode(value));
            return true;
        } catch (IOException e) {
            LOG.debug("Cannot store the digest of {}: {}", path, e.toString());
            return false;
        }
    }

    private static Optional<Known> parse(String value, FileVersion version) {
        Matcher parts = FORM.matcher(value);
        boolean sameBytes = parts.matches()
                && parts.group(2).equals(Long.toString(version.size()))
                && parts.group(3).equals(Long.toString(version.modifiedNanos()));
        if (!sameBytes) {
            return Optional.empty();
        }
        if (parts.group(4) != null) {
            return Optional.of(new Known(parts.group(1), Origin.PUBLISHED));
        }
        boolean untouched = version.changedNanos() <= Long.parseLong(parts.group(5)) + WRITE_NANOS;
        return untouched ? Optional.of(new Known(parts.group(1), Origin.COMPUTED)) : Optional.empty();
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    private static String read(UserDefinedFileAttributeView view) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(MAX_LENGTH);
        view.read(ATTRIBUTE, value);
        return US_ASCII.decode(value.flip()).toString();
    }

    private static UserDefinedFileAttributeView view(Path path) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new IOException("no extended attributes");
        }
        return view;
    }
}
