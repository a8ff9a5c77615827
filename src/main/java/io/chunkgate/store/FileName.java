package io.chunkgate.store;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A validated name of a file: relative to the store's root, segments separated by {@code /}. A value of this type never
 * leads out of the root: at most 1024 bytes of UTF-8, segments of at most 255 bytes, no empty, {@code .} or {@code ..}
 * segment, no control character, no backslash, no lone surrogate, and not in the gateway's own folder.
 *
 * @param value the name as clients write it, without a leading slash
 */
public record FileName(String value) implements Comparable<FileName> {
    /** The gateway's own folder in the root; no name leads into it. */
    public static final String OWN_FOLDER = ".chunkgate";

    private static final int MAX_BYTES = 1024;
    private static final int MAX_SEGMENT_BYTES = 255;
    private static final int SHOWN_CHARACTERS = 80;
    /** A longer one is not taken for an extension. */
    private static final int MAX_EXTENSION_CHARACTERS = 16;

    public FileName {
        check(value);
    }

    /**
     * Validates a text that a client sent.
     *
     * @throws StoreException {@link ErrorCode#INVALID_ARGUMENT} with the reason, when the text is not a name
     */
    public static FileName of(String text) {
        return new FileName(text);
    }

    /** The folders and the last segment, at least one. */
    public List<String> segments() {
        return List.of(value.split("/"));
    }

    /** The folder that the file is in. */
    public FolderName folder() {
        return new FolderName(value.substring(0, Math.max(0, value.lastIndexOf('/'))));
    }

    /** The part after the last slash. */
    public String lastSegment() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /**
     * The name with a number before its extension: {@code a (2).txt}, {@code a (2).tar.gz}. A long last segment is shortened, so
     * that the name stays valid.
     *
     * @param number from 2; 1 is the name itself
     * @throws StoreException {@code INVALID_ARGUMENT} when the folders leave no room
     */
    public FileName numbered(int number) {
        if (number == 1) {
            return this;
        }
        String last = lastSegment();
        String extension = extension(last);
        String folder = value.substring(0, value.length() - last.length());
        String end = " (" + number + ")" + extension;
        int room = Math.min(MAX_SEGMENT_BYTES, MAX_BYTES - utf8Length(folder)) - utf8Length(end);
        return new FileName(folder + shortened(last.substring(0, last.length() - extension.length()), room) + end);
    }

    /** With its dot; empty for a name that begins with its only dot. */
    private static String extension(String segment) {
        int dot = segment.lastIndexOf('.');
        if (dot <= 0 || segment.length() - dot > MAX_EXTENSION_CHARACTERS) {
            return "";
        }
        String stem = segment.substring(0, dot);
        return segment.substring(stem.endsWith(".tar") && dot > ".tar".length() ? dot - ".tar".length() : dot);
    }

    private static String shortened(String text, int maxBytes) {
        String head = text;
        while (!head.isEmpty() && utf8Length(head) > maxBytes) {
            head = head.substring(0, head.offsetByCodePoints(head.length(), -1));
        }
        return head;
    }

    @Override
    public int compareTo(FileName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static void check(String name) {
        require(!name.isEmpty(), name, "not empty");
        require(name.indexOf('\\') < 0, name, "no backslash");
        require(name.codePoints().noneMatch(Character::isISOControl), name, "no control characters");
        require(utf8Length(name) <= MAX_BYTES, name, "at most " + MAX_BYTES + " bytes of UTF-8");
        String[] segments = name.split("/", -1);
        for (String segment : segments) {
            require(!segment.isEmpty(), name, "a relative path without empty segments");
            require(!segment.equals(".") && !segment.equals(".."), name, "no . or .. segments");
            require(
                    utf8Length(segment) <= MAX_SEGMENT_BYTES,
                    name,
                    "segments of at most " + MAX_SEGMENT_BYTES + " bytes");
        }
        require(!segments[0].equalsIgnoreCase(OWN_FOLDER), name, "not in the gateway's own folder");
    }

    private static int utf8Length(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return bytes.remaining();
        } catch (CharacterCodingException e) {
            throw refused(text, "no lone surrogates");
        }
    }

    private static void require(boolean holds, String name, String expected) {
        if (!holds) {
            throw refused(name, expected);
        }
    }

    private static StoreException refused(String name, String expected) {
        return StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "name", "'" + shown(name) + "'", expected);
    }

    /** The name for a message: shortened, and without characters that would break a log line. */
    private static String shown(String name) {
        String head = name.length() <= SHOWN_CHARACTERS ? name : name.substring(0, SHOWN_CHARACTERS) + "…";
        StringBuilder safe = new StringBuilder(head.length());
        head.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }
}
