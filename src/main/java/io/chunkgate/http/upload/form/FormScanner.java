package io.chunkgate.http.upload.form;

import io.chunkgate.http.message.BadHeaderException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits a multipart body (RFC 2046, section 5.1.1) into its parts as it arrives. It holds the bytes that were added and not
 * yet taken, at most one buffer and a delimiter, and the head of a part, which is limited.
 *
 * <pre>
 *   preamble CRLF --boundary CRLF head CRLF CRLF content CRLF --boundary-- epilogue
 *                 ^ the first may begin the body
 * </pre>
 */
final class FormScanner {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_PADDING_BYTES = 64;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What comes next in the form. */
    sealed interface Token {}

    record Begin(FormPart part) implements Token {}

    /** Content of the part that began last, not empty. */
    record Content(Buffer bytes) implements Token {}

    record End() implements Token {}

    private enum State {
        PREAMBLE,
        HEAD,
        CONTENT,
        CLOSED
    }

    private final byte[] delimiter;
    private byte[] bytes = {'\r', '\n'}; // So that a delimiter is found at the beginning of the body, too.
    private int start;
    private int end = bytes.length;
    private State state = State.PREAMBLE;

    /** @param boundary without the leading hyphens */
    FormScanner(String boundary) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    void add(Buffer data) {
        int held = end - start;
        byte[] joined = new byte[held + data.length()];
        System.arraycopy(bytes, start, joined, 0, held);
        data.getBytes(joined, held);
        bytes = joined;
        end = joined.length;
        start = 0;
    }

    /** Whether the closing delimiter was found; what follows it is ignored. */
    boolean isClosed() {
        return state == State.CLOSED;
    }

    /**
     * Takes the next token; empty when more bytes are needed.
     *
     * @throws BadHeaderException for a malformed or too long head of a part
     */
    Optional<Token> next() {
        return switch (state) {
            case PREAMBLE, CONTENT -> nextContent();
            case HEAD -> nextHead();
            case CLOSED -> {
                start = end;
                yield Optional.empty();
            }
        };
    }

    private Optional<Token> nextContent() {
        int from = start;
        while (true) {
            int found = indexOf(delimiter, from);
            if (found < 0) {
                return content(Math.max(from, end - delimiter.length + 1));
            }
            int after = delimiterEnd(found + delimiter.length);
            if (after > 0) {
                return found > start && state == State.CONTENT ? content(found) : delimiter(after);
            }
            if (after < 0) {
                return content(found);
            }
            from = found + 1; // The line only begins like a delimiter.
        }
    }

    /** The bytes before a position, which have no delimiter. Those of the preamble are dropped. */
    private Optional<Token> content(int to) {
        if (to <= start) {
            return Optional.empty();
        }
        Buffer content = Buffer.buffer(Arrays.copyOfRange(bytes, start, to));
        start = to;
        return state == State.CONTENT ? Optional.of(new Content(content)) : Optional.empty();
    }

    private Optional<Token> delimiter(int after) {
        boolean isPart = state == State.CONTENT;
        state = bytes[after - 1] == '\n' ? State.HEAD : State.CLOSED;
        start = after;
        return isPart ? Optional.of(new End()) : next();
    }

    /** The position after a delimiter; -1 when more bytes decide, 0 when it is none. */
    private int delimiterEnd(int position) {
        int at = position;
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t') && at - position < MAX_PADDING_BYTES) {
            at++;
        }
        byte[] line = at == position && at < end && bytes[at] == '-' ? new byte[] {'-', '-'} : new byte[] {'\r', '\n'};
        int available = Math.min(line.length, end - at);
        if (!Arrays.equals(bytes, at, at + available, line, 0, available)) {
            return 0;
        }
        return available < line.length ? -1 : at + line.length;
    }

    private Optional<Token> nextHead() {
        if (end - start >= 2 && bytes[start] == '\r' && bytes[start + 1] == '\n') {
            throw new BadHeaderException("head of a part", "", "Content-Disposition: form-data");
        }
        int found = indexOf(END_OF_HEAD, start);
        if ((found < 0 ? end : found) - start > MAX_HEAD_BYTES) {
            throw new BadHeaderException("head of a part", "too long", "at most " + MAX_HEAD_BYTES + " bytes");
        }
        if (found < 0) {
            return Optional.empty();
        }
        FormPart part = FormPart.parse(text(start, found));
        start = found + END_OF_HEAD.length;
        state = State.CONTENT;
        return Optional.of(new Begin(part));
    }

    private String text(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadHeaderException("head of a part", "other bytes", "UTF-8");
        }
    }

    private int indexOf(byte[] pattern, int from) {
        for (int at = from; at <= end - pattern.length; at++) {
            if (bytes[at] == pattern[0] && Arrays.equals(bytes, at, at + pattern.length, pattern, 0, pattern.length)) {
                return at;
            }
        }
        return -1;
    }
}
