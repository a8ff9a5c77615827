package io.chunkgate.http.message;

/** A header of a request is invalid. The message is for the client: the value and what was expected. */
public final class BadHeaderException extends RuntimeException {
    public BadHeaderException(String header, String value, String expected) {
        super(header + ": '" + value + "' (expected: " + expected + ")", null, false, false);
    }
}
