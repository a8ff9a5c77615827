package io.chunkgate.config;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads a configuration file: one JSON object in UTF-8; comments are allowed. */
public final class ConfigFile {
    /** The end of messages of Vert.x' JSON parser. */
    private static final Pattern PLACE = Pattern.compile("line: (\\d+), column: (\\d+)");

    private ConfigFile() {}

    /** @throws ConfigException naming the file and the place in it, when it cannot be read or is not a JSON object */
    public static JsonObject read(Path file) {
        try {
            return new JsonObject(Files.readString(file));
        } catch (DecodeException e) {
            throw new ConfigException(file + place(e) + ": " + reason(e) + " (expected: a JSON object)");
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file (expected: a configuration in JSON)");
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": not a text (expected: UTF-8)");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read (" + e.getMessage() + ")");
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
