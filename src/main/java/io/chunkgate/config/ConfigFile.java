package io.chunkgate.config;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads files of the configuration. */
public final class ConfigFile {
    /** The end of messages of Vert.x' JSON parser. */
    private static final Pattern PLACE = Pattern.compile("line: (\\d+), column: (\\d+)");

    private ConfigFile() {}

    /**
     * Reads one JSON object in UTF-8; comments are allowed.
     *
     * @throws ConfigException naming the file and the place in it, when it cannot be read or is not a JSON object
     */
    public static JsonObject read(Path file) {
        try {
            return new JsonObject(text(file, "a configuration in JSON"));
        } catch (DecodeException e) {
            throw new ConfigException(file + place(e) + ": " + reason(e) + " (expected: a JSON object)");
        }
    }

    /** @throws ConfigException when the file cannot be read or is not in UTF-8 */
    public static String text(Path file, String expected) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(bytes(file.toString(), file, expected));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": not a text (expected: UTF-8)");
        }
    }

    /**
     * Reads any file that the configuration names.
     *
     * @param place    the file, after the setting if there is one; for messages
     * @param expected content of the file; for messages
     * @throws ConfigException when the file cannot be read
     */
    public static byte[] bytes(String place, Path file, String expected) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(place + ": no such file (expected: " + expected + ")");
        } catch (AccessDeniedException e) {
            throw new ConfigException(place + ": not readable by this user");
        } catch (IOException e) {
            throw new ConfigException(place + ": cannot be read (" + e.getMessage() + ")");
        }
    }

    /** The last place in the message is that of the error; one before it is the start of the open object. */
    private static String place(DecodeException e) {
        return PLACE.matcher(message(e))
                .results()
                .reduce((first, last) -> last)
                .map(place -> ":" + place.group(1) + ":" + place.group(2))
                .orElse("");
    }

    private static String reason(DecodeException e) {
        String firstLine = message(e).lines().findFirst().orElse("not readable");
        return firstLine.replaceFirst(" \\(start marker at .*", "");
    }

    private static String message(DecodeException e) {
        return String.valueOf(e.getMessage());
    }
}
