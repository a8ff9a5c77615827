package io.chunkgate.http.upload.form;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.testkit.TestData;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormScannerTest {
    private static final String HEAD = "Content-Disposition: form-data; name=\"f\"; filename=\"a\"";

    /** Contents that look like delimiters. */
    static List<String> contents() {
        return List.of(
                "",
                "x",
                "\r",
                "\r\n",
                "\r\n--",
                "\r\n--bound",
                "\r\n--boundar\r\n--boundar",
                "--boundary",
                "\n--boundary\r\n",
                "\r\n--boundaryX",
                "\r\n--boundary-x",
                "\r\n--boundary X",
                "\r\n--boundary-\r\n",
                "\r\n--boundary\n",
                "\r\n\r\n--boundar",
                "\r\r\n-\r\n--boundarz\r\n",
                "\r\n--boundary" + " ".repeat(65) + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("contents")
    void content_isTakenAsItIs_howeverTheBodyIsSplit(String content) {
        byte[] form = ("preamble\r\n--boundary \t\r\n" + HEAD + "\r\n\r\n" + content + "\r\n--boundary\r\n" + HEAD
                        + "\r\n\r\nsecond\r\n--boundary--\r\nepilogue\r\n--boundary\r\n")
                .getBytes(UTF_8);
        for (int step = 1; step <= form.length; step++) {
            assertThat(contents(form, step)).as("steps of %d", step).containsExactly(content, "second");
        }
    }

    @Test
    void binaryContent_isTakenAsItIs() {
        byte[] content = TestData.bytes(300_000);
        Buffer form = Buffer.buffer("--boundary\r\n" + HEAD + "\r\n\r\n")
                .appendBytes(content)
                .appendString("\r\n--boundary--");
        FormScanner scanner = new FormScanner("boundary");
        Buffer found = Buffer.buffer();
        for (int at = 0; at < form.length(); at += 777) {
            scanner.add(form.getBuffer(at, Math.min(form.length(), at + 777)));
            for (FormScanner.Token token : tokens(scanner)) {
                if (token instanceof FormScanner.Content part) {
                    found.appendBuffer(part.bytes());
                }
            }
        }
        assertThat(found.getBytes()).isEqualTo(content);
        assertThat(scanner.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "--boundary", "--boundary\r\n", "--boundary-", "no form", "--other--", "--boundary X--"})
    void incompleteForm_isNotClosed(String form) {
        FormScanner scanner = new FormScanner("boundary");
        scanner.add(Buffer.buffer(form));
        assertThat(tokens(scanner)).isEmpty();
        assertThat(scanner.isClosed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "form-data; name=\"f\"; filename=\"a b.txt\"|a b.txt",
                "form-data; name=f; filename=a.txt|a.txt",
                "Form-Data; NAME=\"f\"; FileName=\"a.txt\"|a.txt",
                "form-data; name=\"f\"; filename=\"日本/ü.txt\"|日本/ü.txt",
                "form-data; name=\"f\"; filename=\"say %22hi%22 100%.txt\"|say \"hi\" 100%.txt",
                "form-data; name=\"f\"; filename=\"say \\\"hi\\\".txt\"|say \"hi\".txt",
                "form-data; name=\"f\"; filename=\"C:\\d\\a.txt\"|C:\\d\\a.txt",
                "form-data; name=\"f\"; filename=\"_.txt\"; filename*=UTF-8''%C3%BC.txt|ü.txt",
                "form-data; name=\"f\"; filename=\"\"|~~",
                "form-data; name=\"f\"|"
            })
    void fileName_isReadAsBrowsersSendIt(String disposition, String expected) {
        FormPart part = FormPart.parse("content-type: text/plain\r\nCONTENT-disposition: " + disposition);
        assertThat(part.fileName()).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Disposition: attachment; filename=a",
                "Content-Disposition: form-data; filename=a",
                "Content-Disposition: form-data; name=f; filename=\"a",
                "Content-Disposition: form-data; name=f; filename=a b",
                "Content-Disposition: form-data; name=f\r\nContent-Disposition: form-data; name=f; filename=a",
                "no colon",
                ": value",
                "Content-Disposition: form-data; name=f; filename=a\r\nContent-Transfer-Encoding: base64",
                "Content-Disposition: form-data; name=f; filename=a\r\nContent-Transfer-Encoding: quoted-printable",
                "Content-Disposition: form-data; name=f; filename=a\r\nContent-Encoding: gzip",
                "Content-Disposition: form-data; name=f\r\nContent-Type: multipart/mixed; boundary=c"
            })
    void headThatIsNotOfOneFile_isRefused(String head) {
        assertThatThrownBy(() -> FormPart.parse(head)).isInstanceOf(BadHeaderException.class);
    }

    @Test
    void longMissingOrUndecodableHead_isRefused() {
        for (Buffer head : List.of(
                Buffer.buffer("--boundary\r\n" + "a: b\r\n".repeat(3000)),
                Buffer.buffer("--boundary\r\n\r\ncontent\r\n--boundary--"),
                Buffer.buffer("--boundary\r\nContent-Disposition: form-data; name=f; filename=\"")
                        .appendByte((byte) 0xFC)
                        .appendString("\"\r\n\r\n"))) {
            FormScanner scanner = new FormScanner("boundary");
            scanner.add(head);
            assertThatThrownBy(scanner::next).isInstanceOf(BadHeaderException.class);
        }
    }

    /** The contents of the parts of a form that arrives in steps of so many bytes. */
    private static List<String> contents(byte[] form, int step) {
        FormScanner scanner = new FormScanner("boundary");
        List<String> found = new ArrayList<>();
        Buffer content = Buffer.buffer();
        for (int at = 0; at < form.length; at += step) {
            scanner.add(Buffer.buffer(Arrays.copyOfRange(form, at, Math.min(form.length, at + step))));
            for (FormScanner.Token token : tokens(scanner)) {
                if (token instanceof FormScanner.Content part) {
                    content.appendBuffer(part.bytes());
                } else if (token instanceof FormScanner.End) {
                    found.add(content.toString());
                    content = Buffer.buffer();
                }
            }
        }
        assertThat(scanner.isClosed()).isTrue();
        return found;
    }

    private static List<FormScanner.Token> tokens(FormScanner scanner) {
        List<FormScanner.Token> tokens = new ArrayList<>();
        for (Optional<FormScanner.Token> next = scanner.next(); next.isPresent(); next = scanner.next()) {
            tokens.add(next.get());
        }
        return tokens;
    }
}
